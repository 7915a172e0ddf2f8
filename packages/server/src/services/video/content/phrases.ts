import { dictionary } from "@headway-jobs/contract";
import type { VideoTone } from "@headway-jobs/contract";

/** Connecting phrases of one manner of speaking. `$` stands for a title; the forms around it are correct for any title. */
export interface Phrasebook {
  readonly welcome: readonly string[];
  /** Before a title that reads as a noun or as an indirect question ("the loss function", "how a model learns"). */
  readonly turnTo: readonly string[];
  /** Before any other title. */
  readonly announce: readonly string[];
  /** Before a title that is itself a question. */
  readonly ask: readonly string[];
  /** A second slide on the same title. */
  readonly goOn: readonly string[];
  /** Before the sentence a part ends on. */
  readonly stress: readonly string[];
  /** After a part; empty strings keep it rare. */
  readonly react: readonly string[];
  /** Before a clause that says what an animation shows. */
  readonly watch: readonly string[];
  /** Before a clause that says what a picture shows. */
  readonly look: readonly string[];
  readonly farewell: readonly string[];
  readonly cover: string;
  readonly recall: string;
}

export const PHRASES: Readonly<Record<VideoTone, Phrasebook>> = {
  formal: {
    welcome: ["Welcome to this lesson: $.", "Good day, and welcome. Our subject is the following: $."],
    turnTo: ["Let us now consider $.", "We now turn to $.", "This brings us to $.", "Let us continue with $."],
    announce: [
      "We now come to the next point: $.",
      "The next point is this: $.",
      "Let us proceed to the following: $.",
    ],
    ask: ["The question before us is this: $", "We may now ask: $", "This raises a question: $"],
    goOn: [
      "Let us examine this more closely.",
      "Several further points deserve mention.",
      "Let us remain with this subject.",
    ],
    stress: [
      "One point deserves particular attention.",
      "It is important to note the following.",
      "The essential point is this.",
    ],
    react: [""],
    watch: ["Please observe how", "Note how", "The animation shows how"],
    look: ["On the slide,", "As the slide shows,"],
    farewell: [
      "This concludes the lesson. Thank you for your attention.",
      "With this, the lesson is complete. Thank you for your attention.",
    ],
    cover: "This lesson will cover the following points: $.",
    recall: "Let us summarise the essential points.",
  },
  casual: {
    welcome: ["Hi there! Today's topic: $.", "Hey, good to have you here. Today's topic: $."],
    turnTo: ["Okay, let's talk about $.", "Now, let's get to $.", "So, on to $.", "Right, let's look at $."],
    announce: ["Next up: $.", "Okay, here's the next bit: $.", "So, moving on: $."],
    ask: ["So here's a question: $", "You might be wondering: $", "Okay, so: $"],
    goOn: ["There's a bit more to it.", "Let's stay with that for a second.", "And we're not done with this one yet."],
    stress: ["And here's the thing.", "Keep this one in mind.", "Here's the bit that matters."],
    react: ["", "Makes sense, right?", "", "", "", "Not so hard, is it?", "", ""],
    watch: ["Watch how", "Just look at how", "Check out how"],
    look: ["On the slide,", "If you look at the slide,"],
    farewell: ["And that's it for today. Thanks for watching!", "That's all for now. Thanks for hanging out with us!"],
    cover: "Here's what we'll go through: $.",
    recall: "Let's quickly go over what we've got.",
  },
  storytelling: {
    welcome: [
      "Come along, and let me tell you a story. Its name: $.",
      "Every idea has a story. This one is called: $.",
    ],
    turnTo: [
      "Our story now leads us to $.",
      "And so we arrive at $.",
      "The next chapter tells of $.",
      "Now let us follow the trail to $.",
    ],
    announce: ["A new chapter opens: $.", "And now the scene changes: $.", "The story goes on: $."],
    ask: ["And so a question arises: $", "Imagine someone asking you: $", "Here the story pauses for a question: $"],
    goOn: ["But the chapter is not over yet.", "Let us linger here for a moment.", "And there is more to this tale."],
    stress: ["And now listen closely.", "Here lies the heart of the story.", "Remember this moment."],
    react: [""],
    watch: ["Watch how", "See before you how", "Now watch closely how"],
    look: ["Look: on the slide,", "Before your eyes,"],
    farewell: [
      "And that is where our story ends. Until the next one.",
      "Here our story closes, and yours with it begins. Thank you for listening.",
    ],
    cover: "Our journey leads through these places: $.",
    recall: "Before we part, let us look back on the road we have come.",
  },
  enthusiastic: {
    welcome: [
      "Hello and welcome! Get ready for a fantastic topic: $!",
      "Welcome! I'm so glad you're here, because today's topic is a great one: $!",
    ],
    turnTo: [
      "Now let's dive into $!",
      "Here comes something great: let's explore $!",
      "Ready? Let's jump right into $!",
      "And now let's discover $!",
    ],
    announce: ["Here comes the next big idea: $!", "Now it gets really exciting: $!", "You'll love this one: $!"],
    ask: ["Here's a wonderful question: $", "Are you curious? Then ask yourself: $", "Let's find out together: $"],
    goOn: ["And it gets even better!", "But wait, there's more!", "Let's dig even deeper!"],
    stress: [
      "And here comes the brilliant part!",
      "This is the part to remember!",
      "Now pay attention, because this is amazing!",
    ],
    react: ["", "Isn't that fascinating?", "", "", "How cool is that?", "", "", ""],
    watch: ["Watch how", "Just look how", "Keep your eyes open and see how"],
    look: ["Look, on the slide,", "See for yourself: on the slide,"],
    farewell: [
      "And that's our lesson! Thank you for watching, and keep exploring!",
      "What a journey! Thanks for watching, and stay curious!",
    ],
    cover: "Just look at everything we'll discover: $!",
    recall: "Let's celebrate what we've learned!",
  },
};

/** Words for slides that the source itself does not give, by language of the source. */
export interface FrameWords {
  readonly overview: string;
  readonly recap: string;
  readonly questions: string;
  readonly terms: string;
  readonly explain: string;
  readonly why: string;
}

const FRAME_WORDS: Readonly<Record<string, FrameWords>> = dictionary({
  english: {
    overview: "What we will cover",
    recap: "What to remember",
    questions: "Check yourself",
    terms: "Words to know",
    explain: "How would you explain this in your own words: $?",
    why: "Why does this matter: $?",
  },
  spanish: {
    overview: "Lo que veremos",
    recap: "Lo que hay que recordar",
    questions: "Comprueba lo aprendido",
    terms: "Palabras clave",
    explain: "¿Cómo explicarías esto con tus palabras: $?",
    why: "¿Por qué es importante: $?",
  },
  french: {
    overview: "Ce que nous allons voir",
    recap: "Ce qu'il faut retenir",
    questions: "Vérifiez vos connaissances",
    terms: "Mots clés",
    explain: "Comment expliqueriez-vous ceci : $ ?",
    why: "Pourquoi est-ce important : $ ?",
  },
  italian: {
    overview: "Che cosa vedremo",
    recap: "Che cosa ricordare",
    questions: "Mettiti alla prova",
    terms: "Parole chiave",
    explain: "Come spiegheresti questo: $?",
    why: "Perché è importante: $?",
  },
  portuguese: {
    overview: "O que vamos ver",
    recap: "O que recordar",
    questions: "Teste os seus conhecimentos",
    terms: "Palavras-chave",
    explain: "Como explicaria isto: $?",
    why: "Porque é importante: $?",
  },
  catalan: {
    overview: "Què veurem",
    recap: "Què cal recordar",
    questions: "Comprova què has après",
    terms: "Paraules clau",
    explain: "Com explicaries això: $?",
    why: "Per què és important: $?",
  },
  galician: {
    overview: "O que imos ver",
    recap: "O que hai que lembrar",
    questions: "Comproba o que aprendiches",
    terms: "Palabras clave",
    explain: "Como explicarías isto: $?",
    why: "Por que é importante: $?",
  },
  german: {
    overview: "Worum es geht",
    recap: "Das Wichtigste",
    questions: "Prüfe dich selbst",
    terms: "Wichtige Wörter",
    explain: "Wie würdest du das erklären: $?",
    why: "Warum ist das wichtig: $?",
  },
  dutch: {
    overview: "Wat we gaan zien",
    recap: "Om te onthouden",
    questions: "Test jezelf",
    terms: "Belangrijke woorden",
    explain: "Hoe zou je dit uitleggen: $?",
    why: "Waarom is dit belangrijk: $?",
  },
});

export function frameWords(language: string): FrameWords | undefined {
  return FRAME_WORDS[language];
}
