namespace Consensoor.Spec.Crypto.Bls.Lanes;

/// <summary>Masks from bits.</summary>
internal static unsafe class LaneMask
{
    /// <summary>All ones in the lanes whose bit is set, lane 0 lowest.</summary>
    internal static V Of<L, V>(uint bits)
        where L : struct, ILanes<V>
        where V : unmanaged
    {
        V mask = default;
        for (int lane = 0; lane < L.Count; lane++)
            ((long*)&mask)[lane] = -((bits >> lane) & 1);
        return mask;
    }
}
