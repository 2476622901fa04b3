using System.Security.Cryptography;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>
/// `ssz/simple-serialize.md` word for word and slow: what the codecs are compared with. Shares nothing with them but the description of
/// types.
/// </summary>
internal static class LiteralSsz
{
    public static byte[] Serialize(SszSchema type, Literal value)
    {
        switch (type.Kind)
        {
            case SszKind.Uint or SszKind.Boolean:
                return value.Basic!;
            case SszKind.BitVector:
                return PackBits(value.Bits!);
            case SszKind.BitList:
                return PackBits([.. value.Bits!, true]);
            case SszKind.Union:
                return [value.Selector, .. type.Options[value.Selector] is { } option ? Serialize(option, value.Parts![0]) : []];
        }

        var parts = value.Parts!
            .Select((part, i) => (IsFixed: TypeOf(type, i).FixedLength is not null, Bytes: Serialize(TypeOf(type, i), part)))
            .ToArray();
        var offset = parts.Sum(static part => part.IsFixed ? part.Bytes.Length : 4);
        var front = new List<byte>();
        foreach (var (isFixed, bytes) in parts)
        {
            front.AddRange(isFixed ? bytes : BitConverter.GetBytes((uint)offset));
            offset += isFixed ? 0 : bytes.Length;
        }

        return [.. front, .. parts.Where(static part => !part.IsFixed).SelectMany(static part => part.Bytes)];
    }

    public static byte[] HashTreeRoot(SszSchema type, Literal value)
    {
        switch (type.Kind)
        {
            case SszKind.Uint or SszKind.Boolean:
                return Pack(value.Basic!)[0];
            case SszKind.Union:
                return Hash(
                    type.Options[value.Selector] is { } option ? HashTreeRoot(option, value.Parts![0]) : new byte[32],
                    Number(value.Selector));
            case SszKind.Container:
                var leaves = new byte[type.Fields[^1].Position + 1][];
                Array.Fill(leaves, new byte[32]);
                var active = new bool[256];
                foreach (var (field, part) in type.Fields.Zip(value.Parts!))
                {
                    leaves[field.Position] = HashTreeRoot(field.Type, part);
                    active[field.Position] = true;
                }

                return type.IsProgressive
                    ? Hash(MerkleizeProgressive(leaves, 1), PackBits(active))
                    : Merkleize(leaves, (ulong)leaves.Length);
        }

        var chunks = value.Bits is { } bits ? Pack(PackBits(bits))
            : type.Element!.IsBasic ? Pack(Serialize(type, value))
            : [.. value.Parts!.Select(part => HashTreeRoot(type.Element, part))];
        var root = type.IsProgressive ? MerkleizeProgressive(chunks, 1) : Merkleize(chunks, type.ChunkCount);
        return type.HasLength ? Hash(root, Number((ulong)(value.Bits?.Length ?? value.Parts!.Length))) : root;
    }

    private static SszSchema TypeOf(SszSchema type, int part) => type.Kind == SszKind.Container ? type.Fields[part].Type : type.Element!;

    private static byte[] PackBits(bool[] bits)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            bytes[i / 8] |= (byte)((bits[i] ? 1 : 0) << (i % 8));
        }

        return bytes;
    }

    private static byte[][] Pack(byte[] bytes) =>
        [.. bytes.Chunk(32).Select(static chunk => (byte[])[.. chunk, .. new byte[32 - chunk.Length]])];

    private static byte[] Merkleize(byte[][] chunks, ulong limit)
    {
        var depth = 0;
        while ((UInt128.One << depth) < limit)
        {
            depth++;
        }

        return Tree(chunks, depth);
    }

    private static byte[] Tree(byte[][] chunks, int depth)
    {
        if (depth == 0)
        {
            return chunks.Length == 0 ? new byte[32] : chunks.Single();
        }

        if (chunks.Length == 0)
        {
            var half = Tree(chunks, depth - 1);
            return Hash(half, half);
        }

        var left = depth > 30 ? chunks.Length : Math.Min(chunks.Length, 1 << (depth - 1));
        return Hash(Tree(chunks[..left], depth - 1), Tree(chunks[left..], depth - 1));
    }

    private static byte[] MerkleizeProgressive(byte[][] chunks, int leaves) => chunks.Length == 0
        ? new byte[32]
        : Hash(
            Merkleize(chunks[..Math.Min(leaves, chunks.Length)], (ulong)leaves),
            MerkleizeProgressive(chunks[Math.Min(leaves, chunks.Length)..], leaves * 4));

    private static byte[] Number(ulong number) => [.. BitConverter.GetBytes(number), .. new byte[24]];

    private static byte[] Hash(byte[] left, byte[] right) => SHA256.HashData([.. left, .. right]);
}
