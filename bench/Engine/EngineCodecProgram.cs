using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Server.JsonRpc;
using Consensoor.Interop.Engine.Server.Rest;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using BuiltContainer = Consensoor.Interop.Engine.Rest.Containers.BuiltPayload;
using BuiltJson = Consensoor.Interop.Engine.JsonRpc.Codec.BuiltPayload;
using Envelope = Consensoor.Interop.Engine.Rest.Containers.ExecutionPayloadEnvelope;

namespace Consensoor.Bench.Engine;

/// <summary>
/// What SSZ saves beside JSON at the Engine API: bytes, and the time of a side to write and to read them, for a payload of mainnet's size
/// in newPayload and for one with blobs in getPayload, on one thread, without a socket.
/// </summary>
internal static class EngineCodecProgram
{
    private const int Transactions = 250;
    private const int TransactionBytes = 480;
    private const int Rounds = 40;
    private const int LeastMilliseconds = 30;

    private static readonly ChainSpec Spec = new(Preset.Mainnet, ChainConfig.Mainnet);

    private delegate int Operation();

    /// <summary>Measures all of it and prints a table.</summary>
    public static void Run()
    {
        Console.WriteLine("| call | form | bytes | write | read | allocated to write | allocated to read |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        NewPayloads(ForkName.Gloas);
        foreach (var blobs in (int[])[0, 6, 21])
        {
            GetPayloads(ForkName.Gloas, blobs);
        }
    }

    private static void NewPayloads(ForkName fork)
    {
        var context = Spec.Ssz(fork);
        var request = new NewPayload(default, fork, new NewPayloadRequest
        {
            ExecutionPayload = Payload(), VersionedHashes = [], ParentBeaconBlockRoot = default, ExecutionRequests = Requests(context),
        });
        var json = new ArrayBufferWriter<byte>();
        int WriteJson()
        {
            json = new ArrayBufferWriter<byte>(1_024);
            using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
            PayloadCodec.Write(writer, request.Request.ExecutionPayload, fork);
            writer.Flush();
            return json.WrittenCount;
        }

        WriteJson();
        var jsonBytes = json.WrittenMemory.ToArray();
        var ssz = RestMapping.EnvelopeOf(request, context).ToSsz(context);
        Print("newPayload", "JSON", jsonBytes.Length, WriteJson, () =>
        {
            var reader = new EngineJson(jsonBytes);
            return PayloadCodec.Read(ref reader, context).Transactions.Count;
        });
        Print("newPayload", "SSZ", ssz.Length, () => RestMapping.EnvelopeOf(request, context).ToSsz(context).Length, () =>
            Envelope.TryDecode(ssz, context, out var read, out _)
                ? read.Payload.Transactions.Count
                : throw new InvalidOperationException());
    }

    private static void GetPayloads(ForkName fork, int blobs)
    {
        var context = Spec.Ssz(fork);
        var built = new PayloadBuilt(0, Payload(), default, Bundle(blobs), Requests(context), null);
        var json = new ArrayBufferWriter<byte>();
        int WriteJson()
        {
            json = new ArrayBufferWriter<byte>(1_024);
            using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true });
            RpcResults.WriteBuilt(writer, built, 6, context);
            writer.Flush();
            return json.WrittenCount;
        }

        WriteJson();
        var jsonBytes = json.WrittenMemory.ToArray();
        var ssz = RestAnswers.BuiltOf(built, context).ToSsz(context);
        var name = $"getPayload, {blobs} blobs";
        Print(name, "JSON", jsonBytes.Length, WriteJson, () =>
        {
            var reader = new EngineJson(jsonBytes);
            return BuiltJson.Read(ref reader, context, isBare: false).Blobs.Blobs.Count == blobs
                ? blobs
                : throw new InvalidOperationException(reader.Problem);
        });
        Print(name, "SSZ", ssz.Length, () => RestAnswers.BuiltOf(built, context).ToSsz(context).Length, () =>
            BuiltContainer.TryDecode(ssz, context, out var container, out _)
            && RestMapping.BuiltOf(container, context, out _) is { } read
                ? read.Blobs.Blobs.Count
                : throw new InvalidOperationException());
    }

    private static ExecutionPayload Payload()
    {
        var random = new Random(1);
        var transactions = Enumerable.Range(0, Transactions).Select(_ => ByteList.Adopt(Random(random, TransactionBytes)));
        return ExecutionPayload.Default(Spec.Ssz(ForkName.Gloas)) with
        {
            LogsBloom = ByteList.Adopt(Random(random, 256)),
            ExtraData = ByteList.Create("bench"u8),
            Transactions = SszList.From(transactions),
            Withdrawals = SszList.From(Enumerable.Range(0, 16).Select(static i => new Withdrawal { Index = (ulong)i, Amount = 1_000_000 })),
            BlockAccessList = ByteList.Adopt(Random(random, 60_000)),
        };
    }

    private static ExecutionRequests Requests(SszContext context) => ExecutionRequests.Default(context) with
    {
        Withdrawals = [new WithdrawalRequest { Amount = 1 }],
    };

    private static BuiltBlobs Bundle(int blobs)
    {
        var random = new Random(2);
        return new BuiltBlobs(
            SszList.From(Enumerable.Range(0, blobs).Select(_ => new KZGCommitment(Random(random, 48)))),
            SszList.From(Enumerable.Range(0, blobs * KzgSizes.CellsPerExtBlob).Select(_ => new KZGProof(Random(random, 48)))),
            SszList.From(Enumerable.Range(0, blobs).Select(_ => ByteList.Adopt(Random(random, KzgSizes.BytesPerBlob)))));
    }

    private static byte[] Random(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Print(string call, string form, int bytes, Operation write, Operation read)
    {
        var (writing, written) = Best(write);
        var (reading, allocated) = Best(read);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {call} | {form} | {bytes:N0} | {writing:0} µs | {reading:0} µs | {written / 1024:N0} KiB | {allocated / 1024:N0} KiB |"));
    }

    // The best of the rounds' means in microseconds, which a busy machine disturbs least, and the bytes that one operation allocates.
    private static (double Microseconds, long Bytes) Best(Operation operation)
    {
        operation();
        var before = GC.GetAllocatedBytesForCurrentThread();
        operation();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var count = 0;
            while (watch.ElapsedMilliseconds < LeastMilliseconds)
            {
                operation();
                count++;
            }

            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / count);
        }

        return (best, bytes);
    }
}
