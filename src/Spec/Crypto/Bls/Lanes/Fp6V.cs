namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>An element C0 + C1 v + C2 v^2 of Fp6 in each lane.</summary>
internal struct Fp6V<V>
    where V : unmanaged
{
    internal Fp2V<V> C0;
    internal Fp2V<V> C1;
    internal Fp2V<V> C2;
}
