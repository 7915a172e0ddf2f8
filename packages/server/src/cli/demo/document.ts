/** What `headway demo` edits: written the way that reports are, with all that can be cut. */
export const DEMO_DOCUMENT = `<h1>Moving the workshop</h1>
<p>It should be noted that, in order to make a decision about the move, the board has taken into consideration a total of three sites. Due to the \
fact that the lease ends in March, there is a need to act in the near future.</p>
<h2>Sites</h2>
<table>
<tr><th>Site</th><th>Rent a month</th><th>Space</th></tr>
<tr><td>Harbour</td><td>2,400</td><td>310 m²</td></tr>
<tr><td>Old mill</td><td>1,900</td><td>280 m²</td></tr>
<tr><td>Ring road</td><td>1,450</td><td>350 m²</td></tr>
</table>
<p>At this point in time, each and every one of the sites has the capability to take the two large presses. The old mill is in close proximity to the \
station.</p>
<h2>Risks</h2>
<ul>
<li>The floor of the old mill could potentially be too weak for the presses.</li>
<li>A delay of the move would have the effect of adding a month of double rent.</li>
</ul>
<h2>Next steps</h2>
<p>In the event that the board agrees, an engineer will carry out an inspection of the floor prior to the signing of the contract.</p>
`;
