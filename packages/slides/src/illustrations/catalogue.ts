import { bulb, book, brain, network, people, robot } from "./mind.ts";
import { atom, dna, heart, leaf, mountain, planet, water } from "./nature.ts";
import type { Illustration } from "./palette.ts";
import { coins, clock, flag, flask, globe, music, scales, temple } from "./society.ts";
import { chart, chip, city, computer, gear, rocket, shield } from "./technology.ts";

interface Entry {
  readonly name: string;
  readonly draw: Illustration;
  /** Beginnings of words, or phrases, that ask for it. */
  readonly words: readonly string[];
}

const entry = (name: string, draw: Illustration, words: string): Entry => ({ name, draw, words: words.split(", ") });

const CATALOGUE: readonly Entry[] = [
  entry(
    "network",
    network,
    "machine learning, neural net, deep learning, network, neuron, layer, perceptron, backprop, transformer, model, graph, weights",
  ),
  entry(
    "brain",
    brain,
    "brain, mind, psycholog, cognit, memory, intelligen, neurosc, emotion, thinking, learn, mental",
  ),
  entry("robot", robot, "robot, artificial intelligence, chatbot, agent, automat, assistant, reinforcement"),
  entry(
    "bulb",
    bulb,
    "idea, light bulb, lightbulb, invent, innovat, creativ, insight, question, energy, electric, why, tip, solution",
  ),
  entry(
    "book",
    book,
    "book, read, literat, novel, story, stories, chapter, lesson, study, school, educat, poet, grammar, vocabulary, summary, introduction, knowledge",
  ),
  entry(
    "people",
    people,
    "people, person, team, societ, communit, human, users, customer, family, population, social, leader, employ, audience, culture, everyone",
  ),
  entry(
    "leaf",
    leaf,
    "leaf, leaves, plant, photosynth, tree, forest, garden, ecolog, nature, green, chloro, flower, agricultur, food, biodivers, environment",
  ),
  entry(
    "planet",
    planet,
    "planet, orbit, solar system, saturn, astronom, moon, star, galax, universe, cosmos, gravity, black hole, telescope",
  ),
  entry(
    "water",
    water,
    "water, rain, cloud, ocean, river, sea, weather, climate, evapor, precipit, hydro, flood, lake",
  ),
  entry("atom", atom, "atom, physic, quantum, electron, nucle, particle, molecul, proton, radioact, relativity"),
  entry(
    "dna",
    dna,
    "dna, gene, genom, chromosom, heredit, evolution, protein, biolog, cell, mutation, species, virus, bacteria",
  ),
  entry(
    "heart",
    heart,
    "heart, health, medic, blood, doctor, hospital, patient, disease, pulse, sport, exercise, nutrition, body",
  ),
  entry(
    "mountain",
    mountain,
    "mountain, geolog, volcan, rock, earthquake, landscape, hiking, goal, summit, challenge, tecton, descent, gradient",
  ),
  entry(
    "gear",
    gear,
    "gear, machine, engine, mechani, process, manufactur, industr, factory, tool, setting, configur, optimi, operation, training, pipeline",
  ),
  entry(
    "chip",
    chip,
    "chip, processor, processing unit, cpu, gpu, hardware, semiconduct, circuit, transistor, electronic, compute",
  ),
  entry(
    "computer",
    computer,
    "computer, code, program, software, developer, web, app, algorithm, internet, database, " +
      "typescript, javascript, python, server, deploy, api, digital, data structure",
  ),
  entry(
    "chart",
    chart,
    "chart, statistic, data, growth, trend, analytic, analysis, number, measure, result, regress, accurac, " +
      "performance, evaluat, predict, market, sales, probabilit, metric, test",
  ),
  entry("city", city, "city, cities, urban, building, architect, street, traffic, housing, construction, town"),
  entry(
    "rocket",
    rocket,
    "rocket, space, launch, startup, start-up, mission, nasa, satellite, future, astronaut, next step, get started",
  ),
  entry(
    "shield",
    shield,
    "shield, secur, privacy, protect, safe, encrypt, password, attack, defen, risk, trust, cyber, insurance",
  ),
  entry(
    "coins",
    coins,
    "coin, money, econom, financ, bank, invest, inflation, price, cost, budget, tax, trade, income, business, currency, stock",
  ),
  entry(
    "temple",
    temple,
    "ancient, rome, roman, greek, greece, temple, empire, civiliz, museum, antiqu, philosoph, monument, government, parliament, democra",
  ),
  entry(
    "flag",
    flag,
    "flag, history, histor, revolution, war, nation, country, independ, milestone, politic, king, queen, battle",
  ),
  entry(
    "globe",
    globe,
    "globe, world, earth, geograph, global, international, travel, language, continent, map, translat, migration",
  ),
  entry(
    "clock",
    clock,
    "clock, time, schedule, deadline, hour, minute, calendar, duration, productiv, timeline, latency",
  ),
  entry(
    "flask",
    flask,
    "flask, chemi, experiment, laborator, science, reaction, acid, solution, research, test tube, hypothes",
  ),
  entry("music", music, "music, song, melody, sound, audio, rhythm, concert, instrument, podcast, listen"),
  entry(
    "scales",
    scales,
    "scale, balance, justice, law, legal, ethic, fair, bias, compar, court, right, trade-off, tradeoff, rule",
  ),
];

export const ILLUSTRATION_NAMES: readonly string[] = CATALOGUE.map(({ name }) => name);

/** The illustration whose words the keyword holds; phrases count more than words, earlier words more than later ones. */
export function findIllustration(keyword: string): Illustration | undefined {
  const text = ` ${keyword
    .toLowerCase()
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")} `;
  let best: { entry: Entry; score: number } | undefined;
  for (const candidate of CATALOGUE) {
    const score = Math.max(...candidate.words.map((word) => scoreOf(word, text)), scoreOf(candidate.name, text) * 1.5);
    if (score > 0 && (best === undefined || score > best.score)) best = { entry: candidate, score };
  }
  return best?.entry.draw;
}

function scoreOf(word: string, text: string): number {
  const at = text.indexOf(` ${word.replace("-", " ")}`);
  if (at < 0) return 0;
  const length = word.includes(" ") ? 3 : 1;
  return length + 1 / (2 + at / 12);
}
