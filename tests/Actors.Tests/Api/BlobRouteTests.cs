using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Actors.Tests.Network;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Tests what is told over HTTP of a block of electra whose two blobs are kept, and of one whose blobs are not.</summary>
public sealed class BlobRouteTests : PatientKit
{
    private static readonly (SignedBeaconBlock Block, Root Root, SszContext Context, IReadOnlyList<BlobSidecar> Sidecars) Kept =
        TestBlobs.ElectraBlock(2, slot: 10);

    private static readonly (SignedBeaconBlock Block, Root Root, SszContext Context, IReadOnlyList<BlobSidecar> Sidecars) Lost =
        TestBlobs.ElectraBlock(1, slot: 11);

    private static readonly SignedBeaconBlock Fulu = SignedBeaconBlock.Default(Kept.Context) with
    {
        Message = SignedBeaconBlock.Default(Kept.Context).Message with { Slot = 24 },
    };

    [Fact]
    public async Task SidecarsAndBlobsOfElectraAreServedAllOrThoseAskedFor()
    {
        await using var app = await Start();
        var sidecars = $"/eth/v1/beacon/blob_sidecars/{Kept.Root}";
        using (var all = await Get(app, sidecars, HttpStatusCode.OK))
        {
            Assert.Equal("electra", Assert.Single(all.Headers.GetValues("Eth-Consensus-Version")));
            using var body = JsonDocument.Parse(await all.Content.ReadAsStringAsync());
            Assert.Equal("electra", body.RootElement.GetProperty("version").GetString());
            var data = body.RootElement.GetProperty("data");
            Assert.Equal(["0", "1"], data.EnumerateArray().Select(static one => one.GetProperty("index").GetString()));
            Assert.Equal(Kept.Sidecars[1].KzgCommitment.ToString(), data[1].GetProperty("kzg_commitment").GetString());
        }

        using (var one = await Get(app, $"{sidecars}?indices=1,7", HttpStatusCode.OK, "application/octet-stream"))
        {
            Assert.Equal(Kept.Sidecars[1].ToSsz(Kept.Context), await one.Content.ReadAsByteArrayAsync());
        }

        using (var blobs = await Get(app, $"/eth/v1/beacon/blobs/{Kept.Root}", HttpStatusCode.OK, "application/octet-stream"))
        {
            var bytes = await blobs.Content.ReadAsByteArrayAsync();
            Assert.Equal([.. Kept.Sidecars[0].Blob.AsSpan(), .. Kept.Sidecars[1].Blob.AsSpan()], bytes);
        }

        foreach (var (path, expected) in new[]
        {
            ($"{sidecars}?indices=x", HttpStatusCode.BadRequest),
            ($"{sidecars}?indices=-1", HttpStatusCode.BadRequest),
            ("/eth/v1/beacon/blob_sidecars/x", HttpStatusCode.BadRequest),
            ($"/eth/v1/beacon/blob_sidecars/{default(Root)}", HttpStatusCode.NotFound),
            ($"/eth/v1/beacon/blob_sidecars/{RootOf(Fulu)}", HttpStatusCode.NotFound),
            ($"/eth/v1/beacon/blob_sidecars/{Lost.Root}", HttpStatusCode.ServiceUnavailable),
            ($"/eth/v1/beacon/blobs/{Lost.Root}", HttpStatusCode.ServiceUnavailable),
        })
        {
            (await Get(app, path, expected)).Dispose();
        }
    }

    private static Root RootOf(SignedBeaconBlock block) => block.Message.HashTreeRoot(Kept.Context);

    private async Task<WebApplication> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var blocks = new[] { Kept.Block, Lost.Block, Fulu }.ToDictionary(RootOf);
        var storage = Sys.ActorOf(Props.Create(() => new Storage(blocks)));
        var store = Sys.ActorOf(Props.Create(() => new Blobs()));
        var view = new LatestView();
        view.Take(RequestsActorTests.View());
        var schedule = new SlotSchedule(TestBlobs.ElectraSpec, 0);
        BeaconApi.Map(app, new ApiContext(
            TestBlobs.ElectraSpec,
            schedule,
            0,
            default,
            new Lazy<ChainReader>(() => new ChainReader(view, CreateTestProbe(), storage, null)),
            new EventHub(1),
            new LatestIdentity(NodeIdentity.Awaited("16Uiu2", TestBlobs.ElectraSpec)),
            new ExecutionStatus(),
            "test",
            new SemaphoreSlim(1),
            () => schedule.StartOf(12))
        {
            LazyBlobs = new Lazy<BlobReader>(
                () => new BlobReader(TestBlobs.ElectraSpec, ActorRefs.Nobody, store, ActorRefs.Nobody)),
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<HttpResponseMessage> Get(WebApplication app, string path, HttpStatusCode expected, string? accept = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        var answer = await http.SendAsync(request);
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode}");
        return answer;
    }

    private sealed class Storage : ReceiveActor
    {
        public Storage(Dictionary<Root, SignedBeaconBlock> blocks)
        {
            Receive<LoadBlock>(load => Sender.Tell(new StoredBlock(load.Root, blocks.GetValueOrDefault(load.Root), null)));
            Receive<LoadRootBySlot>(load => Sender.Tell(new StoredRoot(load.Slot, null)));
        }
    }

    private sealed class Blobs : ReceiveActor
    {
        public Blobs() => Receive<LoadBlobs>(
            load => Sender.Tell(new StoredBlobs(load.BlockRoot, load.Wanted, load.BlockRoot == Kept.Root ? Kept.Sidecars : [])));
    }
}
