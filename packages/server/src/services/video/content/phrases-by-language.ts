import { dictionary } from "@headway-jobs/contract";
import { type Phrasebook, PHRASES } from "./phrases.ts";

/** Connecting phrases of other languages: one calm manner, for lessons from sources in that language and for lessons brought into it. */
export function plainPhrases(language: string): Phrasebook | undefined {
  const own = PLAIN[language];
  if (own === undefined) return undefined;
  const { turnTo, welcome, farewell, ...rest } = own;
  return { ...rest, turnTo, announce: turnTo, react: [], welcome: [welcome], farewell: [farewell] };
}

export const ENGLISH_BOOKS: readonly Phrasebook[] = Object.values(PHRASES);

interface PlainPhrases extends Omit<Phrasebook, "welcome" | "announce" | "react" | "farewell"> {
  readonly welcome: string;
  readonly farewell: string;
}

const PLAIN: Readonly<Record<string, PlainPhrases>> = dictionary({
  spanish: {
    welcome: "Bienvenidos. Nuestro tema de hoy: $.",
    turnTo: ["Pasemos al siguiente punto: $.", "Veamos ahora lo siguiente: $.", "Continuemos con este tema: $."],
    ask: ["Ahora, una pregunta: $"],
    goOn: ["Veámoslo con más detalle.", "Todavía hay algo más que decir."],
    stress: ["Esto es importante.", "Conviene recordar lo siguiente."],
    watch: ["Observen la animación.", "La animación lo muestra."],
    look: ["Observen la imagen.", "La imagen lo muestra."],
    farewell: "Con esto termina la lección. Gracias por su atención.",
    cover: "Estos son los temas que veremos: $.",
    recall: "Resumamos lo más importante.",
  },
  french: {
    welcome: "Bienvenue. Notre sujet d'aujourd'hui : $.",
    turnTo: ["Passons au point suivant : $.", "Voyons maintenant ceci : $.", "Continuons avec ce sujet : $."],
    ask: ["Une question se pose : $"],
    goOn: ["Regardons cela de plus près.", "Il y a encore autre chose à dire."],
    stress: ["Ce point est important.", "Retenons ceci."],
    watch: ["Observez l'animation.", "L'animation le montre."],
    look: ["Regardez l'image.", "L'image le montre."],
    farewell: "La leçon est terminée. Merci de votre attention.",
    cover: "Voici les points que nous allons voir : $.",
    recall: "Résumons l'essentiel.",
  },
  italian: {
    welcome: "Benvenuti. Il nostro tema di oggi: $.",
    turnTo: ["Passiamo al prossimo punto: $.", "Vediamo ora questo: $.", "Continuiamo con questo tema: $."],
    ask: ["Ora una domanda: $"],
    goOn: ["Guardiamolo più da vicino.", "C'è ancora qualcosa da dire."],
    stress: ["Questo punto è importante.", "Conviene ricordare quanto segue."],
    watch: ["Osservate l'animazione.", "L'animazione lo mostra."],
    look: ["Guardate l'immagine.", "L'immagine lo mostra."],
    farewell: "La lezione finisce qui. Grazie per l'attenzione.",
    cover: "Ecco i punti che vedremo: $.",
    recall: "Riassumiamo l'essenziale.",
  },
  portuguese: {
    welcome: "Bem-vindos. O nosso tema de hoje: $.",
    turnTo: ["Passemos ao ponto seguinte: $.", "Vejamos agora isto: $.", "Continuemos com este tema: $."],
    ask: ["Agora, uma pergunta: $"],
    goOn: ["Vejamos isto mais de perto.", "Há ainda algo mais a dizer."],
    stress: ["Este ponto é importante.", "Convém recordar o seguinte."],
    watch: ["Observem a animação.", "A animação mostra-o."],
    look: ["Vejam a imagem.", "A imagem mostra-o."],
    farewell: "A lição termina aqui. Obrigado pela vossa atenção.",
    cover: "Estes são os pontos que vamos ver: $.",
    recall: "Resumamos o essencial.",
  },
  catalan: {
    welcome: "Benvinguts. El nostre tema d'avui: $.",
    turnTo: ["Passem al punt següent: $.", "Vegem ara això: $.", "Continuem amb aquest tema: $."],
    ask: ["Ara, una pregunta: $"],
    goOn: ["Mirem-ho de més a prop.", "Encara hi ha més coses a dir."],
    stress: ["Aquest punt és important.", "Convé recordar això."],
    watch: ["Observeu l'animació.", "L'animació ho mostra."],
    look: ["Mireu la imatge.", "La imatge ho mostra."],
    farewell: "Aquí acaba la lliçó. Gràcies per la vostra atenció.",
    cover: "Aquests són els punts que veurem: $.",
    recall: "Resumim l'essencial.",
  },
  galician: {
    welcome: "Benvidos. O noso tema de hoxe: $.",
    turnTo: ["Pasemos ao seguinte punto: $.", "Vexamos agora isto: $.", "Continuemos con este tema: $."],
    ask: ["Agora, unha pregunta: $"],
    goOn: ["Vexámolo máis de preto.", "Aínda hai algo máis que dicir."],
    stress: ["Este punto é importante.", "Convén lembrar o seguinte."],
    watch: ["Observen a animación.", "A animación amósao."],
    look: ["Miren a imaxe.", "A imaxe amósao."],
    farewell: "Aquí remata a lección. Grazas pola súa atención.",
    cover: "Estes son os puntos que veremos: $.",
    recall: "Resumamos o esencial.",
  },
  german: {
    welcome: "Willkommen. Unser Thema heute: $.",
    turnTo: [
      "Kommen wir zum nächsten Punkt: $.",
      "Sehen wir uns nun Folgendes an: $.",
      "Weiter geht es mit diesem Thema: $.",
    ],
    ask: ["Nun eine Frage: $"],
    goOn: ["Sehen wir uns das genauer an.", "Dazu gibt es noch mehr zu sagen."],
    stress: ["Dieser Punkt ist wichtig.", "Das Folgende sollte man sich merken."],
    watch: ["Achten Sie auf die Animation.", "Die Animation zeigt es."],
    look: ["Sehen Sie sich das Bild an.", "Das Bild zeigt es."],
    farewell: "Damit endet die Lektion. Vielen Dank für Ihre Aufmerksamkeit.",
    cover: "Darum wird es gehen: $.",
    recall: "Fassen wir das Wichtigste zusammen.",
  },
  dutch: {
    welcome: "Welkom. Ons onderwerp van vandaag: $.",
    turnTo: [
      "Dan komen we bij het volgende punt: $.",
      "Laten we nu hiernaar kijken: $.",
      "We gaan verder met dit onderwerp: $.",
    ],
    ask: ["Nu een vraag: $"],
    goOn: ["Laten we dit van dichterbij bekijken.", "Er is nog meer over te zeggen."],
    stress: ["Dit punt is belangrijk.", "Het volgende is goed om te onthouden."],
    watch: ["Kijk naar de animatie.", "De animatie laat het zien."],
    look: ["Kijk naar de afbeelding.", "De afbeelding laat het zien."],
    farewell: "Hiermee eindigt de les. Bedankt voor uw aandacht.",
    cover: "Dit zijn de onderwerpen: $.",
    recall: "Laten we het belangrijkste samenvatten.",
  },
});
