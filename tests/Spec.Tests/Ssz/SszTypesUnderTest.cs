using System.Collections.Immutable;
using Consensoor.Conformance.SszGeneric;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using Xunit;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>Every container of every fork, the containers of ssz_generic, and unions.</summary>
internal static class SszTypesUnderTest
{
    private static readonly ChainSpec Minimal = new(Preset.Minimal, ChainConfig.Minimal);

    private static readonly Dictionary<string, SszObjectCodec> Generic = new()
    {
        [nameof(ComplexTestStruct)] = SszObjectCodec.Of<ComplexTestStruct>(),
        [nameof(ProgressiveTestStruct)] = SszObjectCodec.Of<ProgressiveTestStruct>(),
        [nameof(ProgressiveBitsStruct)] = SszObjectCodec.Of<ProgressiveBitsStruct>(),
        [nameof(ProgressiveComplexTestStruct)] = SszObjectCodec.Of<ProgressiveComplexTestStruct>(),
        [nameof(CompatibleUnionABCA)] = SszObjectCodec.Of<SszUnion, UnionCodec<CompatibleUnionABCA>>(),
        [nameof(OptionalNumber)] = SszObjectCodec.Of<SszUnion, UnionCodec<OptionalNumber>>(),
    };

    /// <summary>Names and forks; a type appears in the forks that changed it.</summary>
    public static TheoryData<string, ForkName> All
    {
        get
        {
            var data = new TheoryData<string, ForkName>();
            foreach (var name in SszTypes.Names)
            {
                var before = "";
                foreach (var fork in Enum.GetValues<ForkName>())
                {
                    if (SszTypes.Find(name, fork)?.Schema(Minimal.Ssz(fork)) is { } schema && Describe(schema) is var text && text != before)
                    {
                        data.Add(name, fork);
                        before = text;
                    }
                }
            }

            foreach (var name in Generic.Keys)
            {
                data.Add(name, ForkName.Phase0);
            }

            return data;
        }
    }

    /// <summary>A type and the context of its fork.</summary>
    public static (SszObjectCodec Codec, SszContext Context, SszSchema Schema) Get(string name, ForkName fork)
    {
        var context = Minimal.Ssz(fork);
        var codec = Generic.GetValueOrDefault(name) ?? SszTypes.Find(name, fork)!;
        return (codec, context, codec.Schema(context));
    }

    private static string Describe(SszSchema schema) =>
        $"{schema.Name}{schema.IsProgressive}({string.Join(",", schema.Fields.Select(static f => $"{f.Name}{f.Position}{Describe(f.Type)}"))}{(schema.Element is { } element ? Describe(element) : "")})";

    /// <summary>`Union[None, Uint64]`.</summary>
    public readonly struct OptionalNumber : ISszUnionOptions
    {
        public static ImmutableSortedDictionary<byte, SszObjectCodec?> Options { get; } =
            ImmutableSortedDictionary.CreateRange<byte, SszObjectCodec?>([new(0, null), new(1, SszObjectCodec.Of<ulong, UIntCodec<ulong>>())]);
    }
}
