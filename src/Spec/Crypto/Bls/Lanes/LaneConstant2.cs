namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>The limbs of an element of Fp2, the same in all lanes.</summary>
internal readonly struct LaneConstant2
{
    internal readonly LaneConstant C0;
    internal readonly LaneConstant C1;

    internal LaneConstant2(in Fp2 value) => (C0, C1) = (new LaneConstant(in value.C0), new LaneConstant(in value.C1));
}
