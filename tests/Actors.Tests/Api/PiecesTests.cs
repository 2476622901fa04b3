using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// Tests that the server is given large answers piece by piece: it copies what it is given at once, however slowly the caller reads.
/// </summary>
public sealed class PiecesTests
{
    private const int Large = (10 * Pieces.Length) + 17;

    [Fact]
    public async Task BytesGoOutInPieces()
    {
        var bytes = new byte[Large];
        new Random(5).NextBytes(bytes);
        var body = await Answered("*/*", http => ApiResponse.Bytes(http, bytes));
        Assert.Equal(bytes, body.Whole);
        Assert.Equal(11, body.Writes);
    }

    [Fact]
    public async Task JsonGoesOutInPiecesWhateverTheLengthOfItsTexts()
    {
        // Of a text of its own length a writer asks for all at once.
        string[] texts = [.. Enumerable.Range(0, 20_000).Select(static number => $"text {number}"), new string('x', 3 * Pieces.Length)];
        var body = await Answered("application/json", http => ApiResponse.Data(http, writer => JsonSerializer.Serialize(writer, texts)));
        using var json = JsonDocument.Parse(body.Whole);
        Assert.Equal(texts, json.RootElement.GetProperty("data").EnumerateArray().Select(static item => item.GetString()));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    public async Task ValuesAndBlobsGoOutInPieces(string accept)
    {
        var blobs = Enumerable.Range(0, 3).Select(static mark => ByteList.Create([.. Enumerable.Repeat((byte)mark, Large)])).ToList();
        await Answered(accept, http => ApiResponse.Blobs(http, new Certainty(false, false), blobs));
        var context = new ChainSpec(Preset.Minimal, ChainConfig.Minimal).Ssz(ForkName.Bellatrix);
        var payload = ExecutionPayload.Default(context) with { Transactions = [blobs[0]] };
        await Answered(
            accept, http => ApiResponse.Versioned(http, new Certainty(false, false), ForkName.Bellatrix, payload, context));
    }

    [Fact]
    public async Task AnEmptyAnswerIsOne()
    {
        var body = await Answered("*/*", static http => ApiResponse.Bytes(http, []));
        Assert.Empty(body.Whole);
    }

    private static async Task<CountingBody> Answered(string accept, Func<HttpContext, Task> answer)
    {
        var body = new CountingBody();
        var http = new DefaultHttpContext { Response = { Body = body } };
        http.Request.Headers.Accept = accept;
        await answer(http);
        Assert.Equal(200, http.Response.StatusCode);
        Assert.Equal(http.Response.ContentLength, body.Whole.Length);

        // A JSON text that is longer than a piece is one all the same; it is sent in several.
        Assert.InRange(body.Longest, 0, Pieces.Length);
        return body;
    }

    /// <summary>A body that counts what it is given at once.</summary>
    private sealed class CountingBody : MemoryStream
    {
        public int Writes { get; private set; }

        public int Longest { get; private set; }

        public byte[] Whole => ToArray();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            (Writes, Longest) = (Writes + 1, Math.Max(Longest, buffer.Length));
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
