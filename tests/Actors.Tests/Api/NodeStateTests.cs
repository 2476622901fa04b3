using System.Net;
using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Consensoor.Actors.Api;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Tests.Network;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What a node says over HTTP of itself and of sync, and what while it does not know that yet.</summary>
public sealed class NodeStateTests : PatientKit
{
    private const string Health = "/eth/v1/node/health", Identity = "/eth/v1/node/identity", Why = "/consensoor/v1/sync/why";

    private static readonly ChainView View = RequestsActorTests.View();
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch.AddSeconds(1.5);
    private readonly LatestView _view = new();
    private readonly LatestIdentity _identity = new(NodeIdentity.Awaited("16Uiu2", View.Spec));
    private ulong _slot = View.Head.Slot;

    /// <summary>A launcher that asks too early would give other nodes a record that names nothing.</summary>
    [Fact]
    public async Task IdentityAndHealthAre503UntilTheRecordIsMadeAndHealthUntilTheChainIsLoaded()
    {
        Sys.ActorOf(IdentityKeeper.Props(_identity));
        await using var app = await Start();
        var early = await Ask(app, Identity, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("record", early!.RootElement.GetProperty("message").GetString()!, StringComparison.Ordinal);
        await Ask(app, Health, HttpStatusCode.ServiceUnavailable);
        await AwaitAssertAsync(() =>
        {
            Sys.EventStream.Publish(new LocalNodeChanged("enr:-x", ["/ip4/1.2.3.4/tcp/9"], []));
            Assert.True(_identity.Current.IsComplete);
        });
        var data = (await Ask(app, Identity, HttpStatusCode.OK))!.RootElement.GetProperty("data");
        Assert.Equal(("16Uiu2", "enr:-x"), (data.GetProperty("peer_id").GetString(), data.GetProperty("enr").GetString()));
        Assert.Equal("/ip4/1.2.3.4/tcp/9", data.GetProperty("p2p_addresses")[0].GetString());
        await Ask(app, Health, HttpStatusCode.ServiceUnavailable);
        await Ask(app, "/consensoor/v1/health/startup", HttpStatusCode.ServiceUnavailable);
        await Ask(app, "/consensoor/v1/health/ready", HttpStatusCode.ServiceUnavailable);
        await Ask(app, "/consensoor/v1/health/live", HttpStatusCode.OK);

        _view.Take(View);
        await Ask(app, Health, HttpStatusCode.OK);
        await Ask(app, "/consensoor/v1/health/startup", HttpStatusCode.OK);
        _slot += 2;
        await Ask(app, Health, HttpStatusCode.OK);
        await Ask(app, "/consensoor/v1/health/ready", HttpStatusCode.OK);
        _slot += 1;
        var behind = await Ask(app, "/consensoor/v1/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("3 slots behind", behind!.RootElement.GetProperty("message").GetString()!, StringComparison.Ordinal);
        await Ask(app, Health, HttpStatusCode.PartialContent);
        await Ask(app, $"{Health}?syncing_status=299", (HttpStatusCode)299);
        await Ask(app, $"{Health}?syncing_status=99", HttpStatusCode.BadRequest);
        var syncing = (await Ask(app, "/eth/v1/node/syncing", HttpStatusCode.OK))!.RootElement.GetProperty("data");
        Assert.Equal(("3", true), (syncing.GetProperty("sync_distance").GetString(), syncing.GetProperty("is_syncing").GetBoolean()));
    }

    [Fact]
    public async Task WhatSyncIsDoingIsToldByBothItsParts()
    {
        var (range, backfill) = (CreateTestProbe(), CreateTestProbe());
        Answers(range, new SyncWhy("range", true, "a peer is chosen", 5, 9, [new SyncItem("Block of 0x01", "asked", null)], []));
        Answers(backfill, new SyncWhy("backfill", false, "all is here", 0, 1, [],
        [
            new SyncDebt(1, "one", "blocks of 8 slots from 1", At, At.AddSeconds(1), "8 items", "no chain"),
            new SyncDebt(2, "two", "block 0x02", At, null, null, null),
        ]));
        await using var app = await Start(range, backfill);
        var data = (await Ask(app, Why, HttpStatusCode.OK))!.RootElement.GetProperty("data");
        Assert.Equal(2, data.GetArrayLength());
        Assert.Equal(
            """
            {"part":"range","is_running":true,"reason":"a peer is chosen","from_slot":"5","to_slot":"9",
            """
                + """
                "wanted":[{"what":"Block of 0x01","stage":"asked","peer":null}],"ledger":[]}
                """,
            data[0].GetRawText());
        var debts = data[1].GetProperty("ledger");
        Assert.Equal(
            """
            {"peer":"one","what":"blocks of 8 slots from 1","asked_at":"1970-01-01T00:00:01.5000000Z",
            """
                + """
                "answered_at":"1970-01-01T00:00:02.5000000Z","came":"8 items","refused":"no chain"}
                """,
            debts[0].GetRawText());
        Assert.Equal(JsonValueKind.Null, debts[1].GetProperty("answered_at").ValueKind);
    }

    /// <summary>A part that is being built anew does not answer: the caller is told so in time, and not left without an answer.</summary>
    [Fact]
    public async Task APartThatDoesNotAnswerIs503()
    {
        await using var app = await Start(CreateTestProbe());
        var late = await Ask(app, Why, HttpStatusCode.ServiceUnavailable);
        Assert.Contains("in time", late!.RootElement.GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    private static void Answers(TestProbe part, SyncWhy why) => part.SetAutoPilot(new DelegateAutoPilot((sender, _) =>
    {
        sender.Tell(why, part);
        return AutoPilot.KeepRunning;
    }));

    private async Task<WebApplication> Start(params ICanTell[] parts)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var schedule = new SlotSchedule(View.Spec, 0);
        var reader = new Lazy<ChainReader>(() => new ChainReader(_view, CreateTestProbe(), CreateTestProbe(), null));
        BeaconApi.Map(app, new ApiContext(
            View.Spec,
            schedule,
            0,
            default,
            reader,
            new EventHub(1),
            _identity,
            new ExecutionStatus(),
            "test",
            new SemaphoreSlim(1),
            () => schedule.StartOf(_slot))
        {
            SyncParts = () => parts,
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<JsonDocument?> Ask(WebApplication app, string path, HttpStatusCode expected)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var answer = await http.GetAsync(path);
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode}");
        var body = await answer.Content.ReadAsStringAsync();
        if (body.Length == 0)
        {
            return null;
        }

        var json = JsonDocument.Parse(body);
        OwnSchemas.Check("GET", path, (int)answer.StatusCode, json.RootElement);
        return json;
    }
}
