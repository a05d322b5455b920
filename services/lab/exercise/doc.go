// Package exercise draws the secrets of the exercises and judges answers.
//
//	Draw ──▶ password ──▶ the server, and nobody else
//	             │
//	           Seal ──▶ Secret: salt and digest ──▶ Judge(answer, Secret, Facts) ──▶ Verdict
//
// A Secret tells a right answer from a wrong one and gives nothing away. Facts, from a capture, tell
// why an answer is wrong. Whoever owns the machine can look the password up; that is no exercise.
package exercise
