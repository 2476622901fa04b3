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
    private static readonly ChainSpec Mainnet = new(Preset.Mainnet, ChainConfig.Mainnet);

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
                    if (SszTypes.Find(name, fork)?.Schema(Minimal.Ssz(fork)).Layout is { } layout && layout != before)
                    {
                        data.Add(name, fork);
                        before = layout;
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

    /// <summary>The names of all containers.</summary>
    public static TheoryData<string> Names => [.. SszTypes.Names];

    /// <summary>A type and the context of its fork in the minimal preset.</summary>
    public static (SszObjectCodec Codec, SszContext Context, SszSchema Schema) Get(string name, ForkName fork) =>
        Get(name, Minimal.Ssz(fork));

    /// <summary>A type in the mainnet preset and the last fork.</summary>
    public static (SszObjectCodec Codec, SszContext Context, SszSchema Schema) GetMainnet(string name) =>
        Get(name, Mainnet.Ssz(ForkName.Heze));

    private static (SszObjectCodec Codec, SszContext Context, SszSchema Schema) Get(string name, SszContext context)
    {
        var codec = Generic.GetValueOrDefault(name) ?? SszTypes.Find(name, context.Fork)!;
        return (codec, context, codec.Schema(context));
    }

    /// <summary>`Union[None, Uint64]`.</summary>
    public readonly struct OptionalNumber : ISszUnionOptions
    {
        public static ImmutableSortedDictionary<byte, SszObjectCodec?> Options { get; } =
            ImmutableSortedDictionary.CreateRange<byte, SszObjectCodec?>(
                [new(0, null), new(1, SszObjectCodec.Of<ulong, UIntCodec<ulong>>())]);
    }
}
