namespace Consensoor.Spec.Crypto;

/// <summary>How many nodes a SHA-256 kernel hashes at once.</summary>
public enum Sha256Width
{
    /// <summary>The platform's own SHA-256, one node a call.</summary>
    One = 1,

    /// <summary>Eight lanes of <c>Vector256</c> (AVX2).</summary>
    Eight = 8,

    /// <summary>Sixteen lanes of <c>Vector512</c> (AVX-512 F and BW).</summary>
    Sixteen = 16,
}
