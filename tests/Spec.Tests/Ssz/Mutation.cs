using System.Buffers.Binary;
using CsCheck;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>A change to bytes as an attacker or a broken peer would make it; positions favour the front, where offsets are.</summary>
internal sealed record Mutation(int Kind, uint Position, uint Value)
{
    public static Gen<Mutation> Gen { get; } = CsCheck.Gen.Select(
        CsCheck.Gen.Int[0, 7], CsCheck.Gen.UInt, CsCheck.Gen.UInt, static (kind, position, value) => new Mutation(kind, position, value));

    public byte[] Apply(byte[] bytes)
    {
        var result = (byte[])bytes.Clone();
        var at = bytes.Length == 0 ? 0 : (int)(Position % (uint)(Position % 2 == 0 ? Math.Min(bytes.Length, 64) : bytes.Length));
        switch (Kind)
        {
            case 0:
                return result[..at];
            case 1:
                return [.. result, .. BitConverter.GetBytes(Value)[..(int)((Value % 4) + 1)]];
            case 2 when result.Length > 0:
                result[at] ^= (byte)(1 << (int)(Value % 8));
                return result;
            case 3 when at + 4 <= result.Length:
                BinaryPrimitives.WriteUInt32LittleEndian(result.AsSpan(at), Value);
                return result;
            case 4 when at + 4 <= result.Length:
                // A small step in what may be an offset.
                BinaryPrimitives.WriteUInt32LittleEndian(
                    result.AsSpan(at), unchecked(BinaryPrimitives.ReadUInt32LittleEndian(result.AsSpan(at)) + (Value % 9) - 4));
                return result;
            case 5:
                return [.. result[..at], .. result[Math.Min(result.Length, at + 1 + (int)(Value % 8))..]];
            case 6:
                return [.. result[..at], .. new byte[(Value % 8) + 1], .. result[at..]];
            case 7 when result.Length > 0:
                result[at] = 0xff;
                return result;
            default:
                return result;
        }
    }
}
