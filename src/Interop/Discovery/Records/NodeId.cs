using System.Buffers.Binary;
using System.Numerics;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Discovery.Records;

/// <summary>A node's place in the table of discv5: 256 bits, big-endian, the keccak256 of its public key.</summary>
public readonly record struct NodeId(Bytes32 Bytes)
{
    /// <summary>The largest logarithmic distance.</summary>
    public const int Bits = 256;

    /// <summary>Bytes of a node id.</summary>
    public const int Length = 32;

    /// <summary>Reads 32 bytes; throws ArgumentException for another length.</summary>
    public static NodeId From(ReadOnlySpan<byte> bytes) => new(new Bytes32(bytes));

    /// <summary>The logarithmic distance to another node: 0 to itself, 256 where the first bit differs.</summary>
    public int LogDistance(NodeId other)
    {
        var (left, right) = (Bytes, other.Bytes);
        var a = left.AsSpan();
        var b = right.AsSpan();
        for (var i = 0; i < Length; i += 8)
        {
            var difference = BinaryPrimitives.ReadUInt64BigEndian(a[i..]) ^ BinaryPrimitives.ReadUInt64BigEndian(b[i..]);
            if (difference != 0)
            {
                return Bits - (i * 8) - BitOperations.LeadingZeroCount(difference);
            }
        }

        return 0;
    }

    /// <summary>Compares the distances of two nodes to this one: negative where the first is nearer.</summary>
    public int CompareDistance(NodeId first, NodeId second)
    {
        var (target, one, two) = (Bytes, first.Bytes, second.Bytes);
        var t = target.AsSpan();
        var a = one.AsSpan();
        var b = two.AsSpan();
        for (var i = 0; i < Length; i += 8)
        {
            var own = BinaryPrimitives.ReadUInt64BigEndian(t[i..]);
            var order = (own ^ BinaryPrimitives.ReadUInt64BigEndian(a[i..])).CompareTo(own ^ BinaryPrimitives.ReadUInt64BigEndian(b[i..]));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>The number that the specification computes subnets and custody groups from.</summary>
    public UInt256 ToUInt256()
    {
        Span<byte> little = stackalloc byte[Length];
        Bytes.AsSpan().CopyTo(little);
        little.Reverse();
        return new UInt256(new Bytes32(little));
    }

    /// <summary>The first four bytes in hexadecimal, enough to tell nodes apart in a log.</summary>
    public override string ToString() => Convert.ToHexStringLower(Bytes.AsSpan()[..4]);
}
