namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>An element C0 + C1 w of Fp12 in each lane.</summary>
internal struct Fp12V<V>
    where V : unmanaged
{
    internal Fp6V<V> C0;
    internal Fp6V<V> C1;
}
