using System.Text;
using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>Answers that are changed anywhere are read or refused, never an exception.</summary>
public sealed class HostileAnswerTests
{
    private static readonly byte[][] Bodies =
    [
        Body(Answers.Status("INVALID", $"{Payloads.Hash(9)}", "bad\\u0020gas")),
        Body(Answers.Forkchoice("VALID", "0x0000000000000021")),
        Body(Answers.Built(Payloads.Built(ForkName.Gloas), ForkName.Gloas, 6)),
        Body(Answers.Built(Payloads.Built(ForkName.Capella), ForkName.Capella, 2)),
        Body("""[{"transactions":["0x01"],"withdrawals":[{"index":"0x1","validatorIndex":"0x2","address":"0x0","amount":"0x3"}]},null]"""),
        Body("""[{"code":"GE","name":"Geth","version":"1","commit":"0xabcdef01"}]"""),
        Body("""[{"blob_cells":[null,"0x00"],"proofs":[null,"0x00"]},null]"""),
        Encoding.UTF8.GetBytes("""{"id":1,"error":{"code":-38001,"message":"unknown \uD83D payload","data":{"err":["x"]}}}"""),
    ];

    private delegate void Read(ref EngineJson json);

    [Fact]
    public void AnyChangeIsReadOrRefused() =>
        Gen.Select(Gen.Int[0, Bodies.Length - 1], Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 3], Gen.Byte).Array[1, 4]).Sample(
            static (which, changes) =>
            {
                var bytes = Bodies[which].ToList();
                foreach (var (at, kind, value) in changes)
                {
                    var index = at % bytes.Count;
                    switch (kind)
                    {
                        case 0:
                            bytes[index] = value;
                            break;
                        case 1:
                            bytes.Insert(index, value);
                            break;
                        case 2 when bytes.Count > 1:
                            bytes.RemoveAt(index);
                            break;
                        default:
                            bytes[index] = (byte)"{}[]\",:\\0nx"[value % 11];
                            break;
                    }
                }

                ReadAll([.. bytes]);
            },
            iter: 20_000);

    [Fact]
    public void AnyBytesAreReadOrRefused() => Gen.Byte.Array[0, 64].Sample(static bytes => ReadAll(bytes), iter: 5_000);

    [Fact]
    public void QuantitiesAreStrict()
    {
        foreach (var (text, value) in ((string, ulong?)[])
        [
            ("0x0", 0), ("0x1", 1), ("0xff", 255), ("0xFF", 255), ("0xffffffffffffffff", ulong.MaxValue), ("0x", null), ("0x00", null),
            ("0x01", null), ("1", null), ("", null), ("0X1", null), ("0x1g", null), ("0x10000000000000000", null), ("-0x1", null),
            (" 0x1", null),
        ])
        {
            var isRead = HexText.TryQuantity(Encoding.UTF8.GetBytes(text), out ulong read);
            Assert.Equal((text, value), (text, isRead ? read : null));
        }
    }

    [Fact]
    public void LargeQuantitiesAreThoseOfTheirDigits() => Gen.Byte.Array[32].Sample(static bytes =>
    {
        var value = new UInt256(new Bytes32(bytes));
        var text = Answers.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteQuantity("q"u8, value);
            writer.WriteEndObject();
        });
        var hex = text["{\"q\":\"".Length..^"\"}".Length];
        Assert.True(HexText.TryQuantity(Encoding.UTF8.GetBytes(hex), out UInt256 read));
        Assert.Equal(value, read);
        Assert.False(HexText.TryQuantity(Encoding.UTF8.GetBytes("0x0" + hex[2..]), out UInt256 _));
    });

    [Fact]
    public void AnErrorThatCannotBeAStringIsStillReadAsOne() =>
        Assert.Equal(-38001, RpcReply.Read(Bodies[^1], 1).Failure!.Code);

    private static byte[] Body(string result) => Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":1,"result":{{result}}}""");

    private static void ReadAll(byte[] body)
    {
        var reply = RpcReply.Read(body, 1);
        if (reply.Failure is { } failure)
        {
            Assert.NotEmpty(failure.Message);
            return;
        }

        foreach (var read in (Read[])
        [
            static (ref EngineJson json) => EnginePayloadStatus.Read(ref json),
            static (ref EngineJson json) => ForkchoiceResponse.Read(ref json),
            static (ref EngineJson json) => BuiltPayload.Read(ref json, Payloads.Spec.Ssz(ForkName.Gloas), isBare: false),
            static (ref EngineJson json) => BuiltPayload.Read(ref json, Payloads.Spec.Ssz(ForkName.Capella), isBare: false),
            static (ref EngineJson json) => BuiltPayload.Read(ref json, Payloads.Spec.Ssz(ForkName.Bellatrix), isBare: true),
            static (ref EngineJson json) => PayloadBody.ReadList(ref json, 32, Payloads.Spec.Ssz(ForkName.Gloas)),
            static (ref EngineJson json) => BlobCodec.ReadCells(ref json, 2),
            static (ref EngineJson json) => BlobCodec.ReadBlobsAndProofs(ref json, 2, 128),
            static (ref EngineJson json) => ClientVersion.ReadList(ref json),
        ])
        {
            var json = new EngineJson(reply.Result);
            read(ref json);
        }
    }
}
