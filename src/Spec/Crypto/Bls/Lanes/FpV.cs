using System.Runtime.CompilerServices;

namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>An element of Fp in each lane: its limbs, lowest first.</summary>
[InlineArray(FpShape.Limbs)]
internal struct FpV<V>
    where V : unmanaged
{
    private V _first;
}
