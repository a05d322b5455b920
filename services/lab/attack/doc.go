// Package attack holds the attacks that the lab shows, one file each. They are pure: what
// passed on the wire goes in, what it reveals comes out.
//
//	(e, n)  ──Factor──▶  n = p·q  ──▶  φ = (p−1)(q−1)  ──▶  d = e⁻¹ mod φ
//	public               trial division                     the private key
//
// They work because the keys are tiny. Nothing here breaks a key of real size.
package attack
