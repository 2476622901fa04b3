using System.Collections.Concurrent;
using System.Globalization;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;

namespace Consensoor.Conformance.SszGeneric;

/// <summary>The types that the names of `ssz_generic` cases stand for (`tests/formats/ssz_generic`, Type declarations).</summary>
public static class SszGenericTypes
{
    private static readonly ConcurrentDictionary<(string Handler, string Type), SszObjectCodec?> Known = new();

    /// <summary>
    /// The codec for a handler and a case's name; null where the name declares a type that is illegal (a vector of no elements). Throws
    /// FormatException where no code knows the name.
    /// </summary>
    public static SszObjectCodec? Find(string handler, string name)
    {
        var words = name.Split('_');
        return handler switch
        {
            "basic_vector" => Get(handler, $"{words[1]}_{words[2]}", () => Vector(words[1], Number(words[2]))),
            "basic_progressive_list" => Get(handler, words[1], () => Basic(words[1], typeof(ProgressiveListCodec<,>), typeof(SszList<>))),
            "bitvector" => Get(
                handler,
                words[1],
                () => Number(words[1]) is var bits and > 0
                    ? Compose(typeof(BitList), typeof(BitVectorCodec<>).MakeGenericType(Digits.Of(bits)))
                    : null),
            "bitlist" =>
                Get(handler, words[1], () => Compose(typeof(BitList), typeof(BitListCodec<>).MakeGenericType(Digits.Of(Number(words[1]))))),
            "progressive_bitlist" => SszObjectCodec.Of<BitList, ProgressiveBitListCodec>(),
            "boolean" => SszObjectCodec.Of<bool, BoolCodec>(),
            "uints" => Get(handler, words[1], () => Element("uint" + words[1]) is var (type, codec) ? Compose(type, codec) : null),
            "containers" or "progressive_containers" => Container(words[0]) ?? throw Unknown(handler, name),
            "compatible_unions" => words[0] switch
            {
                nameof(CompatibleUnionA) => SszObjectCodec.Of<SszUnion, UnionCodec<CompatibleUnionA>>(),
                nameof(CompatibleUnionBC) => SszObjectCodec.Of<SszUnion, UnionCodec<CompatibleUnionBC>>(),
                nameof(CompatibleUnionABCA) => SszObjectCodec.Of<SszUnion, UnionCodec<CompatibleUnionABCA>>(),
                _ => throw Unknown(handler, name),
            },
            _ => throw Unknown(handler, name),
        };
    }

    private static SszObjectCodec? Container(string name) => name switch
    {
        nameof(SingleFieldTestStruct) => SszObjectCodec.Of<SingleFieldTestStruct>(),
        nameof(SmallTestStruct) => SszObjectCodec.Of<SmallTestStruct>(),
        nameof(FixedTestStruct) => SszObjectCodec.Of<FixedTestStruct>(),
        nameof(VarTestStruct) => SszObjectCodec.Of<VarTestStruct>(),
        nameof(ComplexTestStruct) => SszObjectCodec.Of<ComplexTestStruct>(),
        nameof(ProgressiveTestStruct) => SszObjectCodec.Of<ProgressiveTestStruct>(),
        nameof(BitsStruct) => SszObjectCodec.Of<BitsStruct>(),
        nameof(ProgressiveBitsStruct) => SszObjectCodec.Of<ProgressiveBitsStruct>(),
        nameof(ProgressiveSingleFieldContainerTestStruct) => SszObjectCodec.Of<ProgressiveSingleFieldContainerTestStruct>(),
        nameof(ProgressiveSingleListContainerTestStruct) => SszObjectCodec.Of<ProgressiveSingleListContainerTestStruct>(),
        nameof(ProgressiveVarTestStruct) => SszObjectCodec.Of<ProgressiveVarTestStruct>(),
        nameof(ProgressiveComplexTestStruct) => SszObjectCodec.Of<ProgressiveComplexTestStruct>(),
        _ => null,
    };

    private static SszObjectCodec? Get(string handler, string type, Func<SszObjectCodec?> make) =>
        Known.GetOrAdd((handler, type), _ => make());

    private static FormatException Unknown(string handler, string name) => new($"no code knows the type of {handler}/{name}");

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static (Type Value, Type Codec) Element(string name) => name switch
    {
        "bool" => (typeof(bool), typeof(BoolCodec)),
        "uint8" => (typeof(byte), typeof(UIntCodec<byte>)),
        "uint16" => (typeof(ushort), typeof(UIntCodec<ushort>)),
        "uint32" => (typeof(uint), typeof(UIntCodec<uint>)),
        "uint64" => (typeof(ulong), typeof(UIntCodec<ulong>)),
        "uint128" => (typeof(UInt128), typeof(UIntCodec<UInt128>)),
        "uint256" => (typeof(UInt256), typeof(UInt256Codec)),
        _ => throw new FormatException($"no code knows the basic type {name}"),
    };

    private static SszObjectCodec? Vector(string element, ulong length) =>
        length == 0 ? null : Basic(element, typeof(VectorCodec<,,>), typeof(SszList<>), Digits.Of(length));

    private static SszObjectCodec Basic(string element, Type codec, Type value, params Type[] more)
    {
        var (type, elementCodec) = Element(element);
        return Compose(value.MakeGenericType(type), codec.MakeGenericType([type, elementCodec, .. more]));
    }

    private static SszObjectCodec Compose(Type value, Type codec) =>
        (SszObjectCodec)typeof(SszObjectCodec)
            .GetMethods()
            .Single(static m => m.Name == nameof(SszObjectCodec.Of) && m.GetGenericArguments().Length == 2)
            .MakeGenericMethod(value, codec)
            .Invoke(null, null)!;
}
