namespace Consensoor.Spec.Crypto.Bls;

/// <summary>The three top bits of a compressed point.</summary>
[Flags]
internal enum PointFlags : byte
{
    None = 0,

    /// <summary>y is the larger of the two roots.</summary>
    LargerY = 0x20,

    Infinity = 0x40,

    Compressed = 0x80,

    All = 0xe0,
}
