using System.Net;
using System.Net.Sockets;
using System.Text;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Interop.Engine.Server;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Engine.Port;

/// <summary>The embedded execution layer behind a port, in each form and every fork, over sockets.</summary>
public sealed class EnginePortTests
{
    [Theory]
    [InlineData((int)(ServedForms.JsonRpc | ServedForms.Header), "/engine/v1")]
    [InlineData((int)(ServedForms.JsonRpc | ServedForms.Path), "/engine/v2")]
    [InlineData((int)ServedForms.All, "/engine/v1")]
    public async Task AChainGoesThroughAllForksOverRest(int forms, string below)
    {
        await using var run = await PortRun.Start((ServedForms)forms);
        var told = new List<string>();
        using var layer = run.Connect(told);
        var identity = await layer.Connect();
        Assert.True(identity.IsReached, identity.Error);
        Assert.EndsWith($", REST and SSZ ({below}) from Bellatrix to Gloas", identity.Name, StringComparison.Ordinal);
        Assert.Empty(identity.Missing);
        var head = run.Layer.Head;
        for (var slot = 1UL; slot < 6 * PortRun.Spec.Preset.SlotsPerEpoch; slot += 4)
        {
            head = await run.Extend(layer, slot, head);
        }

        // All of it went over REST: nothing was put aside, and each fork is still asked so.
        Assert.Empty(told);
        Assert.All(RestForks.All, fork => Assert.True(layer.Switch.Covers(fork), $"{fork}"));

        // Heze goes over JSON-RPC, on the same connection's word.
        await run.Extend(layer, (6 * PortRun.Spec.Preset.SlotsPerEpoch) + 1, head);
        Assert.Empty(told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheAdviceAgainstBuildersComesWithThePayload(bool isRest)
    {
        await using var run = await PortRun.Start(ServedForms.All, over: static layer => new AdvisingLayer(layer));
        using var rest = run.Connect([]);
        using var json = run.ConnectJson();
        IExecutionLayer layer = isRest ? rest : json;
        await layer.Connect();
        var slot = 5 * PortRun.Spec.Preset.SlotsPerEpoch;
        var time = PortRun.Spec.Times(PortRun.GenesisTime * 1_000).StartMs(slot) / 1_000;
        var attributes = new BuildAttributes(time, default, default, [], default(Root), slot, 60_000_000);
        var head = run.Layer.Head;
        var begun = await layer.ForkchoiceUpdated(new ForkchoiceUpdated(1, ForkName.Gloas, head, head, head, attributes));
        Assert.True((await layer.GetPayload(new GetPayload(2, ForkName.Gloas, begun.PayloadId!.Value))).ShouldOverrideBuilder);
    }

    [Fact]
    public async Task RestAloneCarriesAllItsForks()
    {
        // Without JSON-RPC nothing can fall back, so that what comes through came over REST.
        await using var run = await PortRun.Start(ServedForms.Header);
        var told = new List<string>();
        using var layer = run.Connect(told);
        await layer.Connect();
        var head = run.Layer.Head;
        for (var slot = 1UL; slot < 6 * PortRun.Spec.Preset.SlotsPerEpoch; slot += 8)
        {
            head = await run.Extend(layer, slot, head);
        }

        Assert.Empty(told);
    }

    [Fact]
    public async Task AChainGoesThroughAllForksOverJsonRpc()
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var layer = run.ConnectJson();
        Assert.Empty((await layer.Connect()).Missing);
        var head = run.Layer.Head;
        for (var slot = 1UL; slot <= (6 * PortRun.Spec.Preset.SlotsPerEpoch) + 1; slot += 4)
        {
            head = await run.Extend(layer, slot, head);
        }
    }

    /// <summary>Bodies of payloads by hash and by number, in every fork: each form of its own fork's era alone.</summary>
    [Fact]
    public async Task BodiesAreThoseOfThePayloads()
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var layer = run.ConnectJson();
        using var rest = run.ConnectRest();
        await layer.Connect();
        var head = run.Layer.Head;
        var (hashes, forks) = (new List<Hash32>(), new List<ForkName>());
        for (var slot = 1UL; slot < 6 * PortRun.Spec.Preset.SlotsPerEpoch; slot += 8)
        {
            hashes.Add(head = await run.Extend(layer, slot, head));
            forks.Add(PortRun.Spec.ForkAtSlot(slot));
        }

        var unknown = new Hash32(Enumerable.Repeat((byte)9, 32).ToArray());
        for (var version = 1; version <= 2; version++)
        {
            var byHash = (await layer.Client.GetPayloadBodiesByHash(version, [.. hashes, unknown], ForkName.Gloas)).Value!;
            Assert.Null(byHash[^1]);
            for (var i = 0; i < hashes.Count; i++)
            {
                Assert.Equal(
                    (true, forks[i] >= ForkName.Capella, forks[i] >= ForkName.Gloas && version == 2),
                    (byHash[i]!.Transactions.Count > 0, byHash[i]!.Withdrawals is not null, byHash[i]!.BlockAccessList is not null));
            }

            var range = (await layer.Client.GetPayloadBodiesByRange(version, 2, 32, ForkName.Gloas)).Value!;
            Assert.Equal(byHash.Skip(1).SkipLast(1), range);
            Assert.Empty((await layer.Client.GetPayloadBodiesByRange(version, 7, 1, ForkName.Gloas)).Value!);
        }

        foreach (var form in (RestForm[])[RestForm.Header, RestForm.Path])
        {
            foreach (var fork in forks)
            {
                var byHash = await rest.GetPayloadBodiesByHash(form, [.. hashes, unknown], fork, RestLimits.Most);
                Assert.True(byHash.Failure is null, $"{byHash.Failure}");
                Assert.Equal(forks.Select(one => one == fork).Append(false), byHash.Value!.Select(static body => body is not null));
                var range = await rest.GetPayloadBodiesByRange(form, 1, 3, fork, RestLimits.Most);
                Assert.Equal(byHash.Value!.Take(3), range.Value);
            }
        }
    }

    /// <summary>Transactions of the pool for an inclusion list: as many as have room in one, and they go on waiting.</summary>
    [Fact]
    public async Task AnInclusionListHasWhatWaitsAndHasRoom()
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var layer = run.Connect([]);
        await layer.Connect();
        var found = await layer.GetInclusionList(new GetInclusionList(4));
        Assert.Equal((4UL, 0, null), (found.RequestId, found.Transactions!.Count, found.Error));
        var transactions = Enumerable.Range(4, 3).Select(static i => ByteList.Create(Enumerable.Repeat((byte)i, 3_000).ToArray())).ToList();
        transactions.ForEach(transaction => Assert.True(run.Mempool.SubmitTransaction(transaction)));
        for (var i = 0; i < 2; i++)
        {
            found = await layer.GetInclusionList(new GetInclusionList(5));
            Assert.Equal(transactions.Take(2), found.Transactions!);
        }
    }

    /// <summary>One that comes back with other forms is spoken to in those, and no call is lost on the way.</summary>
    [Fact]
    public async Task ARestartWithOtherFormsLosesNoCall()
    {
        var first = await PortRun.Start(ServedForms.All);
        var port = first.Url.Port;
        var told = new List<string>();
        using var layer = first.Connect(told);
        await layer.Connect();
        var head = await first.Extend(layer, 41, first.Layer.Head);
        await first.DisposeAsync();
        ServedForms[] others = [ServedForms.JsonRpc, ServedForms.JsonRpc | ServedForms.Path, ServedForms.All];
        for (var i = 0; i < others.Length; i++)
        {
            await using var next = await PortRun.Start(others[i], port, first);
            head = await next.Extend(layer, 42 + (ulong)i, head);
            await layer.Connect();
            Assert.Equal(others[i] != ServedForms.JsonRpc, layer.Switch.Covers(ForkName.Gloas));
        }
    }

    [Fact]
    public async Task BothVersionsOfHttpAreSpokenAtOnePort()
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var http = new HttpClient();
        foreach (var version in (System.Version[])[HttpVersion.Version11, HttpVersion.Version20, HttpVersion.Version11])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(run.Url, "engine/v1/capabilities"))
            {
                Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Headers.Authorization = new("Bearer", JwtToken.Create(PortRun.Secret, DateTimeOffset.UtcNow));
            using var response = await http.SendAsync(request);
            Assert.Equal((HttpStatusCode.OK, version), (response.StatusCode, response.Version));
        }
    }

    /// <summary>A body is read to the bound of its place and no further, whether it says its length or not.</summary>
    [Theory]
    [InlineData(64 * 1024, true, HttpStatusCode.BadRequest)]
    [InlineData(64 * 1024, false, HttpStatusCode.BadRequest)]
    [InlineData((64 * 1024) + 1, true, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData((64 * 1024) + 1, false, HttpStatusCode.RequestEntityTooLarge)]
    public async Task ABodyIsReadToItsBound(int length, bool saysItsLength, HttpStatusCode expected)
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var http = new HttpClient();
        foreach (var version in (System.Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(run.Url, "engine/v1/forkchoice"))
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new StreamContent(new MemoryStream(new byte[length])),
            };
            request.Headers.TransferEncodingChunked = saysItsLength || version.Major > 1 ? null : true;
            request.Headers.Authorization = new("Bearer", JwtToken.Create(PortRun.Secret, DateTimeOffset.UtcNow));
            request.Headers.Add("Eth-Execution-Version", "osaka");
            request.Headers.ExpectContinue = true;
            request.Content.Headers.ContentType = new("application/octet-stream");
            request.Content.Headers.ContentLength = saysItsLength ? length : null;
            using var response = await http.SendAsync(request);
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task AStrangerIsRefused()
    {
        await using var run = await PortRun.Start(ServedForms.All);
        var told = new List<string>();
        using var layer = run.Connect(told, JwtSecret.Parse(new string('6', 64), out _));
        var identity = await layer.Connect();
        Assert.Contains("the JWT secrets differ", identity.Error, StringComparison.Ordinal);
        Assert.Equal(EngineVerdict.Unavailable, (await layer.ForkchoiceUpdated(
            new ForkchoiceUpdated(1, ForkName.Deneb, default, default, default, null))).Verdict);
    }

    /// <summary>Whatever a connection begins with, the next one is served.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nrubbish that is no frame, for a while at least")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [InlineData("PRI / HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\0\u0001\u0002")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n")]
    public async Task RubbishHarmsNobody(string bytes)
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, run.Url.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes));
        using var layer = run.ConnectJson();
        Assert.True((await layer.Connect()).IsReached);
    }

    /// <summary>A preface that comes byte by byte is one all the same.</summary>
    [Fact]
    public async Task ASlowPrefaceIsWaitedFor()
    {
        await using var run = await PortRun.Start(ServedForms.All);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, run.Url.Port);
        var stream = client.GetStream();
        foreach (var letter in "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray())
        {
            await stream.WriteAsync((byte[])[letter]);
            await stream.FlushAsync();
        }

        // An empty SETTINGS frame; the server answers with its own.
        await stream.WriteAsync((byte[])[0, 0, 0, 4, 0, 0, 0, 0, 0]);
        var header = new byte[9];
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await stream.ReadExactlyAsync(header, late.Token);
        Assert.Equal(4, header[3]);
    }
}
