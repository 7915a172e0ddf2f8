/** A memo with what editors are asked to correct: wordy sentences, slips, a plain table. */
export const SAMPLE_NAME = "Moving the help desk";

export const SAMPLE_HTML = `<h1>Moving the help desk</h1>
<p>In order to give our customers faster answers, we are going to move the help desk to a new system at the end of of March. This memo basically \
describes what will change, and what each team has to do due to the fact that the old system will be switched off.</p>
<h2>Background</h2>
<p>At this point in time the help desk recieves about 400 questions a week. It is important to note that the majority of them are asked again and \
again, and that the answers are definately known to at least one person in the team.</p>
<h2>What changes</h2>
<ul>
<li>Questions arrive in one queue, regardless of wether they were sent by mail or by chat.</li>
<li>Each question has an owner, and it's colour shows how long it has been waiting.</li>
<li>Answers that were given before are suggested in an automatic manner.</li>
</ul>
<h2>Schedule</h2>
<table>
<thead><tr><th>Week</th><th>Step</th><th>Who</th></tr></thead>
<tbody>
<tr><td>10</td><td>Import of old questions</td><td>Data team</td></tr>
<tr><td>11</td><td>Training</td><td>Everyone</td></tr>
<tr><td>13</td><td>Switch</td><td>Help desk</td></tr>
</tbody>
</table>
<h2>What you have to do</h2>
<p>Please make sure that you take the training in week 11. In the event that you are not able to attend, let Maria know prior to the end of February. \
We will carry out a test of the whole system with a small number of customers, and make a decision on the basis of the results.</p>
`;
