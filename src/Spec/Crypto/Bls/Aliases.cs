global using G1Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp>;
global using G1Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp>;
global using G2Affine = Consensoor.Spec.Crypto.Bls.AffinePoint<Consensoor.Spec.Crypto.Bls.Fp2>;
global using G2Jacobian = Consensoor.Spec.Crypto.Bls.JacobianPoint<Consensoor.Spec.Crypto.Bls.Fp2>;
