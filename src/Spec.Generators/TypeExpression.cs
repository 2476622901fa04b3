using System.Linq;
using Microsoft.CodeAnalysis;

namespace Consensoor.Spec.Generators;

/// <summary>An SSZ type in the specification's notation, beside the C# type that holds it; gives the codec composed for both.</summary>
internal sealed class TypeExpression(string? text, ITypeSymbol type, LimitTable limits)
{
    private const string Codecs = "global::Consensoor.Spec.Ssz.Codecs";

    /// <summary>The codec type; an unknown notation comes back as an undefined name, so that the compiler points at it.</summary>
    public string Codec()
    {
        if (text is null || !text.Contains("[") && text is not ("ProgressiveBitList" or "ProgressiveByteList"))
        {
            return Plain();
        }

        var open = text.IndexOf('[');
        var kind = open < 0 ? text : text.Substring(0, open);
        var arguments = open < 0 ? "" : text.Substring(open + 1, text.Length - open - 2);
        return kind switch
        {
            "BitList" or "BitVector" or "ByteList" or "ByteVector" => $"{Codecs}.{kind}Codec<{limits.StructFor(arguments.Trim())}>",
            "ProgressiveBitList" or "ProgressiveByteList" => $"{Codecs}.{kind}Codec",
            "List" or "Vector" => Sequence(kind, Element(arguments), arguments.Substring(Split(arguments) + 1).Trim()),
            "ProgressiveList" => Sequence(kind, arguments.Trim(), null),
            _ => $"UnknownSszType_{kind}",
        };
    }

    private static string Element(string arguments) => arguments.Substring(0, Split(arguments)).Trim();

    // The comma between element type and limit is the last one outside brackets.
    private static int Split(string arguments)
    {
        var depth = 0;
        for (var i = arguments.Length - 1; i >= 0; i--)
        {
            depth += arguments[i] is ']' or ')' ? 1 : arguments[i] is '[' or '(' ? -1 : 0;
            if (depth == 0 && arguments[i] == ',')
            {
                return i;
            }
        }

        return arguments.Length;
    }

    private string Sequence(string kind, string element, string? limit)
    {
        var list = (INamedTypeSymbol)type;
        var elementType = list.TypeArguments.Single();
        var prefix = list.Name == "PersistentList" ? "Persistent" : "";
        var elementCodec = new TypeExpression(element, elementType, limits).Codec();
        var last = limit is null ? "" : $", {limits.StructFor(limit)}";
        return $"{Codecs}.{prefix}{kind}Codec<{ContainerModel.TypeName(elementType)}, {elementCodec}{last}>";
    }

    private string Plain() => type.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 =>
            $"{Codecs}.UIntCodec<{ContainerModel.TypeName(type)}>",
        SpecialType.System_Boolean => $"{Codecs}.BoolCodec",
        _ when type.Name == "UInt256" => $"{Codecs}.UInt256Codec",
        _ when type.Name == "UInt128" => $"{Codecs}.UIntCodec<global::System.UInt128>",
        _ => $"{Codecs}.SszTypeCodec<{ContainerModel.TypeName(type)}>",
    };
}
