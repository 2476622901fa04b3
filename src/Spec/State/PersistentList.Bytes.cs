using System.Runtime.CompilerServices;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.State;

public sealed partial class PersistentList<T>
{
    // A block, its array's head, its cached root and who owns it, as .NET lays them out in 64 bits.
    private const long BlockBytes = 160;
    private const long ObjectBytes = 24;

    // Of a record that is an element; a validator has 144, and there are few of the others.
    private const long RecordBytes = 144;

    // What the columns of a block of the registry take for each validator (RegistryColumns).
    private const long DerivedBytes = 12;

    /// <summary>
    /// About the bytes of memory that this list holds and another does not: of blocks at the same place that are not the same, the elements
    /// that are not, and all where there is no other. Costs a compare of a reference for each block, and for each element of those that
    /// differ.
    /// </summary>
    internal long BytesOver(PersistentList<T>? other)
    {
        if (ReferenceEquals(_blocks, other?._blocks))
        {
            return 0;
        }

        var bytes = 8L * _blocks.Length;
        for (var i = 0; i < _blocks.Length; i++)
        {
            var block = _blocks[i];
            var others = i < other?._blocks.Length ? other._blocks[i] : null;

            // Blocks of a repeated value are one.
            if (!ReferenceEquals(block, others) && (i == 0 || !ReferenceEquals(block, _blocks[i - 1])))
            {
                bytes += BytesOver(block, others);
            }
        }

        return bytes;
    }

    private static long BytesOver(Block block, Block? other)
    {
        var bytes = BlockBytes + (Unsafe.SizeOf<T>() * (long)block.Items.Length);
        bytes += block.Derived is null ? 0 : (2 * ObjectBytes) + (DerivedBytes * block.Count);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return bytes;
        }

        for (var i = 0; i < block.Count; i++)
        {
            var item = block.Items[i];
            if (!ReferenceEquals(item, i < other?.Count ? other.Items[i] : default))
            {
                bytes += item is SszList<ulong> list ? (2 * ObjectBytes) + (sizeof(ulong) * (long)list.Count) : RecordBytes;
            }
        }

        return bytes;
    }
}
