namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>An element C0 + C1 u of Fp2 in each lane.</summary>
internal struct Fp2V<V>
    where V : unmanaged
{
    internal FpV<V> C0;
    internal FpV<V> C1;
}
