using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Consensoor.Interop.Keys;

/// <summary>
/// The well-known keys of test networks: validator i signs with sha256(i as 32 bytes little-endian) mod the curve order. Never for anything
/// of value.
/// </summary>
public static class InteropKeys
{
    /// <summary>The order r of the groups of BLS12-381.</summary>
    internal static readonly BigInteger CurveOrder = BigInteger.Parse(
        "073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The secret key of a validator, 32 bytes big-endian.</summary>
    public static byte[] SecretKey(ulong index)
    {
        Span<byte> preimage = stackalloc byte[32];
        preimage.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(preimage, index);
        var scalar = new BigInteger(SHA256.HashData(preimage), isUnsigned: true) % CurveOrder;
        var key = new byte[32];
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(key, 32 - bytes.Length);
        return key;
    }
}
