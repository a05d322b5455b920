// Package exercise holds what the exercises have in common: a secret that is drawn, and the sealed
// form in which an answer is checked. Each exercise has a folder of its own, named after its number.
//
//	Draw ──▶ password ──▶ the server only
//	             │
//	           Seal ──▶ Secret: salt and digest ──▶ 01.Judge(answer, Secret, …)
//
// A Secret tells a right answer from a wrong one and does not reveal the password. Nothing here keeps
// root on the same machine from looking the password up.
package exercise
