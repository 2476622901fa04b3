using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Interop.Engine.Server.Rest;
using Consensoor.Interop.Tests.Engine.JsonRpc;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.Rest;

/// <summary>The bodies of the REST form, against bytes that are written out by hand.</summary>
public sealed class RestContainerTests
{
    private delegate byte[]? Again(ReadOnlySpan<byte> bytes, SszContext context);

    public static TheoryData<ForkName> Forks => [.. RestForks.All];

    [Theory]
    [MemberData(nameof(Forks))]
    public void APayloadHasTheBytesOfItsFork(ForkName fork)
    {
        var (request, context) = (Payloads.New(fork), Payloads.Spec.Ssz(fork));
        var ssz = LiteralSsz.Envelope(request, context);
        Assert.Equal(ssz, RestMapping.EnvelopeOf(request, context).ToSsz(context));
        Assert.True(ExecutionPayloadEnvelope.TryDecode(ssz, context, out var read, out _));
        Assert.Equal(request.Request.ExecutionPayload, read.Payload);
        Assert.Equal(request.Request.ParentBeaconBlockRoot, read.ParentBeaconBlockRoot);
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public void ABuiltPayloadHasTheBytesOfItsFork(ForkName fork)
    {
        var context = Payloads.Spec.Ssz(fork);
        var built = Payloads.Built(fork) with { BlockValue = (UInt256)(System.Numerics.BigInteger)123_456 };
        built = fork >= ForkName.Deneb ? built with { Blobs = Payloads.Bundle(fork) } : built;
        var ssz = LiteralSsz.Built(built, context);
        Assert.Equal(ssz, RestAnswers.BuiltOf(built, context).ToSsz(context));
        Assert.True(BuiltPayload.TryDecode(ssz, context, out var container, out _));
        var read = RestMapping.BuiltOf(container, context, out var problem);
        Assert.Null(problem);
        Assert.Equal((built.Payload, built.BlockValue), (read!.Payload, read.BlockValue));
        Assert.Equal((built.Blobs, built.Requests), (read.Blobs, read.Requests));
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public void AHeadHasTheBytesOfItsFork(ForkName fork)
    {
        var context = Payloads.Spec.Ssz(fork);
        foreach (var isBuilding in (bool[])[false, true])
        {
            var request = Payloads.Head(fork, isBuilding);
            var ssz = LiteralSsz.Update(request);
            Assert.Equal(ssz, RestMapping.UpdateOf(request).ToSsz(context));
            Assert.True(ForkchoiceUpdate.TryDecode(ssz, context, out var read, out _));
            Assert.Equal(
                request.Attributes,
                read.PayloadAttributes.Count == 0 ? null : RestAnswers.AttributesOf(read.PayloadAttributes[0], fork));
        }
    }

    /// <summary>The two lengths that the text gives.</summary>
    [Fact]
    public void AStatusHasTheLengthsOfTheText()
    {
        var context = Payloads.Spec.Ssz(ForkName.Gloas);
        var valid = RestAnswers.StatusOf(EngineVerdict.Valid, Payloads.Hash(3), null).ToSsz(context);
        Assert.Equal([0, 9, 0, 0, 0, 0x29, 0, 0, 0, .. Payloads.Hash(3).AsSpan()], valid);
        Assert.Equal(41, valid.Length);
        var invalid = RestAnswers.StatusOf(EngineVerdict.Invalid, null, "bad state root").ToSsz(context);
        Assert.Equal([1, 9, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0, .. "bad state root"u8], invalid);
        Assert.Equal(27, invalid.Length);
        Assert.Equal(valid, LiteralSsz.Status(0, Payloads.Hash(3), null));
        Assert.Equal(invalid, LiteralSsz.Status(1, null, "bad state root"));
    }

    [Fact]
    public void AStatusThatIsNoneIsRefused()
    {
        for (var number = 0; number < 256; number++)
        {
            var status = new PayloadStatus { Status = (byte)number };
            Assert.Equal(number <= 3, RestMapping.StatusOf(status, isHead: false, out var ofPayload) is not null);
            Assert.Equal(number <= 3, ofPayload is null);
            Assert.Equal(number <= 2, RestMapping.StatusOf(status, isHead: true, out _) is not null);
        }
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 1, 1)]
    [InlineData(1, 2, 1)]
    public void BlobsThatAreNotThoseOfTheirProofsAreRefused(int commitments, int proofs, int blobs)
    {
        foreach (var fork in (ForkName[])[ForkName.Deneb, ForkName.Gloas])
        {
            var one = Payloads.Bundle(fork);
            var built = new BuiltPayload
            {
                Payload = Payloads.Built(fork).Payload!,
                BlobsBundle = new BlobsBundle
                {
                    Commitments = SszList.From(Enumerable.Repeat(one.Commitments[0], commitments)),
                    Proofs = SszList.From(Enumerable.Repeat(one.Proofs, proofs).SelectMany(static all => all)),
                    Blobs = SszList.From(Enumerable.Repeat(one.Blobs[0], blobs)),
                },
            };
            Assert.Null(RestMapping.BuiltOf(built, Payloads.Spec.Ssz(fork), out var problem));
            Assert.Contains("blobs come with", problem, StringComparison.Ordinal);
        }
    }

    /// <summary>A body that ends too early, or has bytes more, is refused, or is the whole encoding of what is read of it.</summary>
    [Theory]
    [MemberData(nameof(Forks))]
    public void ABodyOfAnotherLengthIsNotReadAsTheWhole(ForkName fork)
    {
        var context = Payloads.Spec.Ssz(fork);
        foreach (var (body, again) in Bodies(fork))
        {
            Assert.Equal(body, again(body, context));
            var longer = (byte[])[.. body, 0, 0, 0, 0];
            for (var length = 0; length < longer.Length; length++)
            {
                var cut = longer.AsSpan(0, length);
                if (again(cut, context) is { } read)
                {
                    Assert.True(cut.SequenceEqual(read), $"{length} bytes of {body.Length} are read as {read.Length}");
                }
            }
        }

        // What is fixed and begins a body cannot be cut.
        var status = LiteralSsz.Status(0, Payloads.Hash(1), null);
        for (var length = 0; length < status.Length; length++)
        {
            Assert.False(PayloadStatus.TryDecode(status.AsSpan(0, length), context, out _, out _));
        }
    }

    [Fact]
    public void AnyChangeIsReadOrRefused() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 4], Gen.Int[0, 64]).Sample(
            static (which, kind, changes, cut) =>
            {
                var fork = RestForks.All[which];
                var (body, again) = Bodies(fork)[kind];
                var bytes = (byte[])body.Clone();
                foreach (var (at, value) in changes)
                {
                    bytes[at % bytes.Length] = value;
                }

                var given = bytes.AsSpan(0, Math.Max(0, bytes.Length - cut));
                Assert.True(again(given, Payloads.Spec.Ssz(fork)) is not { } read || given.SequenceEqual(read));
            },
            iter: 2_000);

    private static (byte[] Body, Again Again)[] Bodies(ForkName fork)
    {
        var context = Payloads.Spec.Ssz(fork);
        return
        [
            (LiteralSsz.Envelope(Payloads.New(fork), context), Read<ExecutionPayloadEnvelope>),
            (LiteralSsz.Built(Payloads.Built(fork), context), Read<BuiltPayload>),
            (LiteralSsz.Update(Payloads.Head(fork, isBuilding: true)), Read<ForkchoiceUpdate>),
            (LiteralSsz.Response(LiteralSsz.Status(1, Payloads.Hash(1), "no"), new Bytes8([1, 2, 3, 4, 5, 6, 7, 8])),
                Read<ForkchoiceUpdateResponse>),
        ];
    }

    private static byte[]? Read<T>(ReadOnlySpan<byte> bytes, SszContext context)
        where T : ISszType<T> => T.TryDecode(bytes, context, out var value, out _) ? value.ToSsz(context) : null;
}
