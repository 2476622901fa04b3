namespace Consensoor.Spec.Crypto;

/// <summary>How wide the vectors are that cryptography computes many inputs in, in bits.</summary>
public enum VectorWidth
{
    /// <summary>No vectors: one input at a time.</summary>
    None = 0,

    /// <summary>What every 64-bit processor has: SSE2 and later, AdvSimd.</summary>
    V128 = 128,

    /// <summary>Vectors of 256 bits, for which the CPU needs AVX2.</summary>
    V256 = 256,

    /// <summary>Vectors of 512 bits, for which the CPU needs AVX-512 F and BW.</summary>
    V512 = 512,
}
