using System.Buffers;
using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Ssz.Codecs;
using CsCheck;
using Xunit;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>The codec of every container against the literal serialization and merkleization, and on bytes that are wrong.</summary>
public sealed class CodecTests
{
    // What decoding may allocate beside a multiple of its input: the containers around empty lists, and an error's text.
    private const long AllocationBase = 64 * 1024;
    private const long AllocationPerByte = 96;

    public static TheoryData<string, ForkName> Types => SszTypesUnderTest.All;

    public static TheoryData<string> Names => SszTypesUnderTest.Names;

    [Theory]
    [MemberData(nameof(Types))]
    public void Agrees_with_the_literal_rules(string name, ForkName fork) => Compare(SszTypesUnderTest.Get(name, fork), iterations: 8);

    // Every type once: the values of the preset differ, the code does not, and a mainnet state takes the literal rules seconds.
    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_literal_rules_on_mainnet(string name) => Compare(SszTypesUnderTest.GetMainnet(name), iterations: 1);

    [Theory]
    [MemberData(nameof(Types))]
    public void Answers_to_any_bytes(string name, ForkName fork)
    {
        var (codec, context, schema) = SszTypesUnderTest.Get(name, fork);
        Gen.Select(LiteralGen.Of(schema).Select(literal => LiteralSsz.Serialize(schema, literal)), Mutation.Gen.Array[1, 4]).Sample(
            (bytes, mutations) =>
            {
                foreach (var mutation in mutations)
                {
                    bytes = mutation.Apply(bytes);
                }

                var before = GC.GetAllocatedBytesForCurrentThread();
                var decoded = codec.TryDecode(bytes, context, out var value, out var error);
                Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= AllocationBase + (AllocationPerByte * bytes.Length));
                if (decoded)
                {
                    // Serialization is injective: what is accepted is the one encoding of its value.
                    Assert.Equal(bytes, codec.Encode(value, context));
                }
                else
                {
                    Assert.NotEqual(SszErrorKind.None, error.Kind);
                    Assert.InRange(error.Offset, 0, bytes.Length);
                }
            },
            iter: 40,
            threads: 1);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Default_is_a_value(string name, ForkName fork)
    {
        var (codec, context, schema) = SszTypesUnderTest.Get(name, fork);
        if (schema.Kind == SszKind.Union && !schema.Options.ContainsKey(0))
        {
            return;
        }

        var value = codec.Default(context);
        Assert.True(codec.TryDecode(codec.Encode(value, context), context, out var read, out var error), error.ToString());
        Assert.Equal(codec.Root(value, context), codec.Root(read, context));
    }

    private static void Compare((SszObjectCodec Codec, SszContext Context, SszSchema Schema) type, int iterations)
    {
        var (codec, context, schema) = type;
        LiteralGen.Of(schema).Sample(
            literal =>
            {
                var bytes = LiteralSsz.Serialize(schema, literal);
                Assert.True(codec.TryDecode(bytes, context, out var value, out var error), error.ToString());
                Assert.True(bytes.AsSpan().SequenceEqual(codec.Encode(value, context)));

                var root = new Bytes32(LiteralSsz.HashTreeRoot(schema, literal));
                Assert.Equal(root, codec.Root(value, context));
                Assert.Equal(root, codec.Root(value, context));
                Assert.Equal(root, codec.Node(value, context).Root);
                Assert.True(bytes.AsSpan().SequenceEqual(codec.Encode(ThroughJson(codec, value, context), context)));
            },
            iter: iterations,
            threads: 1);
    }

    private static object ThroughJson(SszObjectCodec codec, object value, SszContext context)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            codec.WriteJson(writer, value, context);
        }

        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        var failure = default(SszFailure);
        Assert.True(codec.TryReadJson(json.RootElement, context, out var read, ref failure), failure.ToError().ToString());
        return read;
    }
}
