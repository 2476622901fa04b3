namespace Consensoor.Spec.Crypto.Bls;

/// <summary>Why the bytes are no point of the group.</summary>
internal enum PointError
{
    None,

    /// <summary>Not 48 bytes (G1) or 96 bytes (G2).</summary>
    WrongLength,

    /// <summary>The compression bit is not set.</summary>
    NotCompressed,

    /// <summary>The infinity bit is set, but another bit too.</summary>
    MalformedInfinity,

    /// <summary>A coordinate is not below p.</summary>
    NotCanonical,

    /// <summary>No point of the curve has this x.</summary>
    NotOnCurve,

    /// <summary>On the curve, but not in the subgroup of order r.</summary>
    NotInSubgroup,
}
