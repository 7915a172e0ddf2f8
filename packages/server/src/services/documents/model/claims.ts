/** True for a message that asks something, so that words without a change may be the answer to it. */
export function isQuestion(message: string): boolean {
  return /[?？؟]["'”’»)\s]*$/u.test(message);
}

/**
 * True for words that say that something was changed, in the larger languages. A word too many costs a true sentence in front of an answer; the guard of
 * an answer to a message that is no question does not rest on it.
 */
export function claimsChange(answer: string): boolean {
  return CLAIMS.some((claim) => claim.test(answer));
}

const CLAIMS: readonly RegExp[] = [
  /\b(?:changed|updated|edited|replaced|removed|deleted|added|rewr[io]te|rewritten|inserted|fixed|corrected|shortened|moved|done|applied)\b/i,
  /\b(?:geändert|ersetzt|gelöscht|entfernt|hinzugefügt|eingefügt|korrigiert|gekürzt|aktualisiert|erledigt)\b/i,
  /\b(?:modifié|remplacé|supprimé|ajouté|corrigé|raccourci|mis à jour|cambiado|reemplazado|sustituido|eliminado|añadido|corregido|actualizado)/i,
  /\b(?:modificat[oae]|sostituit[oae]|eliminat[oae]|aggiunt[oae]|corrett[oae]|aggiornat[oae]|alterad[oa]|substituíd[oa]|removid[oa]|adicionad[oa])/i,
  /\b(?:gewijzigd|vervangen|verwijderd|toegevoegd|zmienion|usunięt|dodan|ändrat|ändret|fjernet|tilføjet)/i,
  /(?:измен|замен|удал|добав|исправ)(?:ил|ён|ен|ле)|已(?:修改|更改|替换|删除|添加|更新)|(?:変更|置換|削除|追加|修正)しました|(?:변경|수정|삭제|추가)했/u,
];
