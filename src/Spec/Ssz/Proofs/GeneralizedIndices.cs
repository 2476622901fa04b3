using System.Globalization;

namespace Consensoor.Spec.Ssz;

/// <summary>
/// Generalized indices of the parts of a value (`ssz/merkle-proofs.md#ssz-object-to-index`): the root of a tree is 1, the children of k are
/// 2k and 2k + 1. They have 128 bits here, since paths deeper than 64 exist.
/// </summary>
public static class GeneralizedIndices
{
    /// <summary>The path step that means the length of a list.</summary>
    public const string Length = "__len__";

    /// <summary>
    /// The index of a part of a container in a context. A step is a field's name, an element's index, or <see cref="Length"/>; packed
    /// elements give the chunk they lie in. Throws ArgumentException where there is no such part.
    /// </summary>
    public static UInt128 GetGeneralizedIndex<T>(SszContext context, params ReadOnlySpan<string> path)
        where T : ISszType<T> =>
        TryGetGeneralizedIndex(T.Schema(context), path, out var index, out var error)
            ? index
            : throw new ArgumentException(error, nameof(path));

    /// <summary>`get_generalized_index`: the index of a part of a type, or false and the reason where there is no such part.</summary>
    public static bool TryGetGeneralizedIndex(SszSchema type, ReadOnlySpan<string> path, out UInt128 index, out string error)
    {
        index = 1;
        error = "";
        foreach (var step in path)
        {
            if (type is null or { IsBasic: true })
            {
                error = $"nothing lies below a {type?.Name ?? "length"}: '{step}'";
                return false;
            }

            if (!TryStep(ref type!, step, ref index))
            {
                error = $"a {type!.Name} has no '{step}'";
                return false;
            }

            if (index >> MaxDepth != 0)
            {
                error = $"'{step}' lies deeper than {MaxDepth} levels";
                return false;
            }
        }

        return true;
    }

    private const int MaxDepth = 120;

    private static bool TryStep(ref SszSchema? type, string step, ref UInt128 index)
    {
        var outer = type!;
        if (step == Length)
        {
            type = outer.HasLength ? null : outer;
            index = (index << 1) + 1;
            return outer.HasLength;
        }

        if (outer.Kind == SszKind.Container)
        {
            foreach (var part in outer.Fields)
            {
                if (part.Name == step)
                {
                    index = Below(outer, index, (ulong)part.Position, outer.IsProgressive);
                    type = part.Type;
                    return true;
                }
            }

            return false;
        }

        if (outer.Kind == SszKind.Union
            || !ulong.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var element)
            || (!outer.IsProgressive && element >= outer.Limit))
        {
            return false;
        }

        // The elements of bit lists and bit vectors are bits, 256 to a chunk.
        var chunk = outer.Element switch
        {
            null => element / 256,
            { IsBasic: true } basic => (ulong)((UInt128)element * (ulong)basic.FixedLength!.Value / 32),
            _ => element,
        };
        index = Below(outer, index, chunk, outer.HasLength);
        type = outer.Element ?? SszSchema.Boolean;
        return true;
    }

    private static UInt128 Below(SszSchema type, UInt128 index, ulong chunk, bool hasMixIn)
    {
        index = hasMixIn ? index << 1 : index;
        if (!type.IsProgressive)
        {
            return (index << Merkle.Depth(type.ChunkCount)) + chunk;
        }

        var depth = 0;
        for (var size = 1UL; chunk >= size; size <<= 2)
        {
            chunk -= size;
            index = (index << 1) + 1;
            depth += 2;
        }

        return (index << (depth + 1)) + chunk;
    }
}
