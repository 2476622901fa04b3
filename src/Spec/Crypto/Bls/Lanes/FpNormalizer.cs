namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>
/// Brings sums of elements back to small limbs: takes off the multiple of p nearest to the value and moves carries up by one limb.
/// </summary>
internal static unsafe class FpNormalizer<L, V>
    where L : struct, ILanes<V>
    where V : unmanaged
{
    private const double Round = 1.5 * (1L << 52) * (1L << FpShape.LimbBits);
    private const double Shift = 1.0 / (1L << FpShape.LimbBits);

    /// <summary>Added and subtracted, it rounds to an integer.</summary>
    private const double RoundToInteger = 1.5 * (1L << 52);

    /// <summary>2^336 / p.</summary>
    private const double InverseOfModulus = 1 / 28591897852287.902;

    /// <summary>The limbs of p.</summary>
    private static ReadOnlySpan<double> Modulus =>
    [
        -21845, -86500641359361, -10839982866433, 113459389855409, 83034393350847, 73992301405303, -27924617254986, 28591897852288,
    ];

    internal static void Normalize(V* r, V* a)
    {
        V integer = L.Broadcast(RoundToInteger), round = L.Broadcast(Round), shift = L.Broadcast(Shift);
        V quotient = L.Subtract(L.MultiplyAdd(a[FpShape.Limbs - 1], L.Broadcast(InverseOfModulus), integer), integer);
        V carry = L.Broadcast(0);
        for (int i = 0; i < FpShape.Limbs - 1; i++)
        {
            V limb = L.NegatedMultiplyAdd(quotient, L.Broadcast(Modulus[i]), a[i]);
            V rounded = L.Subtract(L.Add(limb, round), round);
            r[i] = L.Add(L.Subtract(limb, rounded), carry);
            carry = L.Multiply(rounded, shift);
        }

        r[FpShape.Limbs - 1] = L.Add(L.NegatedMultiplyAdd(quotient, L.Broadcast(Modulus[FpShape.Limbs - 1]), a[FpShape.Limbs - 1]), carry);
    }

    internal static void Carry(V* r)
    {
        V round = L.Broadcast(Round), shift = L.Broadcast(Shift);
        for (int i = 0; i < FpShape.Limbs - 1; i++)
        {
            V rounded = L.Subtract(L.Add(r[i], round), round);
            r[i] = L.Subtract(r[i], rounded);
            r[i + 1] = L.MultiplyAdd(rounded, shift, r[i + 1]);
        }
    }
}
