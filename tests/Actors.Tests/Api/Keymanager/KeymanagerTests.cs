using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Xunit;
using static Consensoor.Actors.Tests.Api.Keymanager.KeymanagerCalls;

namespace Consensoor.Actors.Tests.Api.Keymanager;

/// <summary>The keymanager API, over HTTP, judged by its definition.</summary>
public sealed class KeymanagerTests : IDisposable
{
    private const string Exit = "/eth/v1/validator/{pubkey}/voluntary_exit";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhoDoesNotKnowTheTokenIsToldNothing()
    {
        await using var host = await KeymanagerHost.Start(_folder);
        foreach (var path in (string[])[Keystores, RemoteKeys, "/eth/v1/nothing"])
        {
            host.Http.DefaultRequestHeaders.Authorization = null;
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync(path)).StatusCode);
            host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", KeymanagerHost.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync(path)).StatusCode);
            foreach (var token in (string[])["x", KeymanagerHost.Token + "x", KeymanagerHost.Token[1..], ""])
            {
                host.Http.DefaultRequestHeaders.Remove("Authorization");
                host.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
                var refused = await host.Http.GetAsync(path);
                Assert.Equal(token.Length == 0 ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, refused.StatusCode);
                Assert.Contains("message", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task AKeyThatIsImportedSignsAtOnceAndAfterARestartAndWhatItSignedElsewhereIsRefused()
    {
        var pubkey = KeystoreSamples.Pubkey(3);
        await using (var host = await KeymanagerHost.Start(_folder))
        {
            Assert.Equal("error", await StatusOf(host, "POST", Import([(3, "wrong")], ["right"])));
            var changed = Hear(host);
            var history = Interchange(pubkey, slot: 30);
            Assert.Equal("imported", await StatusOf(host, "POST", Import([(3, "right")], ["right"], history)));
            Assert.Equal([pubkey], (await changed).Pubkeys);
            Assert.Equal("duplicate", await StatusOf(host, "POST", Import([(3, "right")], ["right"])));
            await Signs(host, pubkey);
            Assert.NotNull((await Sign(host, Block(pubkey, 30, 1))).Refusal);
            var listed = (await host.Ask("GET", Keystores, HttpStatusCode.OK)).GetProperty("data")[0];
            Assert.Equal($"{pubkey}", listed.GetProperty("validating_pubkey").GetString());
            Assert.Equal("m/12381/3600/3/0/0", listed.GetProperty("derivation_path").GetString());
            Assert.False(listed.GetProperty("readonly").GetBoolean());

            // Its lock is held.
            Assert.Null(KeystoreLock.Take(Path.Combine(_folder, "validators", "keys", $"{pubkey}.json"), out var refusal));
            Assert.Equal(KeystoreFault.Locked, refusal!.Fault);
        }

        await using var again = await KeymanagerHost.Start(_folder);
        await Signs(again, pubkey);
    }

    [Fact]
    public async Task ADeletedKeySignsNothingMoreNotAfterARestartAndItsHistoryIsGivenEachTime()
    {
        var (pubkey, other) = (KeystoreSamples.Pubkey(3), KeystoreSamples.Pubkey(4));
        var body = JsonSerializer.Serialize(new { pubkeys = new[] { $"{pubkey}", $"{other}" } });
        await using (var host = await KeymanagerHost.Start(_folder))
        {
            Assert.Equal("imported", await StatusOf(host, "POST", Import([(3, "right")], ["right"])));
            await Signs(host, pubkey);
            var deleted = await host.Ask("DELETE", Keystores, HttpStatusCode.OK, body);
            Assert.Equal(["deleted", "not_found"], Statuses(deleted));
            var history = InterchangeJson.Parse(Encoding.UTF8.GetBytes(deleted.GetProperty("slashing_protection").GetString()!));
            Assert.Equal((pubkey, 31UL), (history.Data.Single().Pubkey, history.Data.Single().Blocks.Single().Slot));
            Assert.Equal($"the key {pubkey} is not here", (await Sign(host, Block(pubkey, 40, 1))).Refusal);

            deleted = await host.Ask("DELETE", Keystores, HttpStatusCode.OK, body);
            Assert.Equal(["not_active", "not_found"], Statuses(deleted));
            Assert.Contains($"{pubkey}", deleted.GetProperty("slashing_protection").GetString(), StringComparison.Ordinal);
            Assert.Empty((await host.Ask("GET", Keystores, HttpStatusCode.OK)).GetProperty("data").EnumerateArray());
            Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "validators"), "*", SearchOption.AllDirectories));
        }

        await using var again = await KeymanagerHost.Start(_folder);
        Assert.NotNull((await Sign(again, Block(pubkey, 40, 1))).Refusal);

        // Imported anew it is held to what it signed.
        Assert.Equal("imported", await StatusOf(again, "POST", Import([(3, "right")], ["right"])));
        Assert.NotNull((await Sign(again, Block(pubkey, 31, 2))).Refusal);
        Assert.NotNull((await Sign(again, Block(pubkey, 40, 2))).Signature);
    }

    /// <summary>More would be deleted, and what they signed could not be written: a JSON string has so many bytes at most.</summary>
    [Fact]
    public async Task NoMoreKeysAreDeletedAtOnceThanHistoriesCanBeGivenOf()
    {
        const int MostOfAString = 1_000_000_000 / 6;
        var numbers = Enumerable.Range(0, SigningHistory.MaxKept).Select(static i => SigningHistory.MaxNumber - (ulong)i).ToArray();
        var full = new KeyHistory(
            KeystoreSamples.Pubkey(3),
            [.. numbers.Select(static slot => new SignedBlock(slot, default(Root)))],
            [.. numbers.Select(static epoch => new SignedAttestation(epoch, epoch, default(Root)))]);
        Assert.InRange(InterchangeJson.Write(new Interchange(default, [full])).Length, 1, MostOfAString / KeystoreRoutes.MaxDeleted);

        await using var host = await KeymanagerHost.Start(_folder);
        Assert.Equal("imported", await StatusOf(host, "POST", Import([(3, "right")], ["right"])));
        var pubkeys = Enumerable.Repeat($"{KeystoreSamples.Pubkey(3)}", KeystoreRoutes.MaxDeleted + 1);
        await host.Ask("DELETE", Keystores, HttpStatusCode.BadRequest, JsonSerializer.Serialize(new { pubkeys }));
        await Signs(host, KeystoreSamples.Pubkey(3));
    }

    [Fact]
    public async Task KeysThatTheNodeWasStartedWithAreNotDeleted()
    {
        var key = InteropGenesis.SecretKeys(0, 1).Single();
        await using var host = await KeymanagerHost.Start(_folder, [new ValidatorKey(0, key)]);
        var pubkey = ManagedBls.Shared.SkToPk(key)!.Value;
        var body = JsonSerializer.Serialize(new { pubkeys = new[] { $"{pubkey}" } });
        Assert.True((await host.Ask("GET", Keystores, HttpStatusCode.OK)).GetProperty("data")[0].GetProperty("readonly").GetBoolean());
        Assert.Equal(["error"], Statuses(await host.Ask("DELETE", Keystores, HttpStatusCode.OK, body)));
        Assert.NotNull((await Sign(host, Block(pubkey, 31, 1))).Signature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"keystores\": [], \"passwords\": [\"x\"]}")]
    [InlineData("{\"keystores\": {}, \"passwords\": []}")]
    [InlineData("{\"keystores\": [1], \"passwords\": [\"x\"]}")]
    [InlineData("{\"keystores\": [\"\\ud800\"], \"passwords\": [\"x\"]}")]
    [InlineData("{\"keystores\": [], \"keystores\": [], \"passwords\": []}")]
    [InlineData("{\"keystores\": [], \"passwords\": [], \"slashing_protection\": 7}")]
    public async Task ABodyThatIsNoneIsRefused(string body)
    {
        await using var host = await KeymanagerHost.Start(_folder);
        await host.Ask("POST", Keystores, HttpStatusCode.BadRequest, body);
    }

    [Fact]
    public async Task WithoutAKnownPastNothingIsImported()
    {
        await using var host = await KeymanagerHost.Start(_folder);
        var foreign = Interchange(KeystoreSamples.Pubkey(3), 30).Replace(
            $"{KeymanagerHost.State.GenesisValidatorsRoot}", $"0x{new string('7', 64)}", StringComparison.Ordinal);
        foreach (var history in (string[])["{}", "no JSON", foreign])
        {
            Assert.Equal("error", await StatusOf(host, "POST", Import([(3, "right")], ["right"], history)));
        }

        Assert.Empty((await host.Ask("GET", Keystores, HttpStatusCode.OK)).GetProperty("data").EnumerateArray());
        Assert.False(Directory.Exists(Path.Combine(_folder, "validators", "keys")));
    }

    [Fact]
    public async Task ABodyBeyondTheLimitIsRefusedAndAThousandKeystoresAreTaken()
    {
        await using var host = await KeymanagerHost.Start(_folder, hocon: "consensoor.http.body-bytes = 1500000");
        using var large = new StringContent($"{{\"keystores\": [\"{new string('x', 1_500_000)}\"], \"passwords\": [\"\"]}}");
        try
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await host.Http.PostAsync(Keystores, large)).StatusCode);
        }
        catch (HttpRequestException)
        {
            // The connection was closed while the rest was being sent.
        }

        var many = Enumerable.Range(0, 1_000).Select(static i => (i, "x")).ToArray();
        var statuses = Statuses(await host.Ask("POST", Keystores, HttpStatusCode.OK, Import(many, [.. many.Select(static _ => "x")])));
        Assert.Equal(1_000, statuses.Count(static status => status == "imported"));
        await Signs(host, KeystoreSamples.Pubkey(999));
    }

    [Fact]
    public async Task SettingsOfAKeyAreSetGivenAndTakenBackAndOutliveARestart()
    {
        var key = $"{KeystoreSamples.Pubkey(3)}";
        var address = $"0x{new string('a', 40)}";
        var builders = """
            {"min_bid": "5", "builders": [{"url": "https://builder.example", "max_execution_payment": "7"}]}
            """;
        (string Name, string Member, string Default, string Body, string Expected)[] settings =
        [
            ("feerecipient", "ethaddress", $"0x{new string('0', 40)}", $"{{\"ethaddress\": \"{address}\"}}", address),
            ("gas_limit", "gas_limit", "60000000", "{\"gas_limit\": \"45000000\"}", "45000000"),
            ("graffiti", "graffiti", "", "{\"graffiti\": \"plain text value\"}", "plain text value"),
            ("builder_config", "min_bid", "0", builders, "5"),
        ];
        await using (var host = await KeymanagerHost.Start(_folder))
        {
            foreach (var (name, _, _, body, _) in settings)
            {
                var path = $"/eth/v1/validator/{{pubkey}}/{name}";
                await host.Ask("GET", path, HttpStatusCode.NotFound, key: key);
                await host.Ask("POST", path, HttpStatusCode.NotFound, body, key);
                await host.Ask("DELETE", path, HttpStatusCode.NotFound, key: key);
                await host.Ask("GET", path, HttpStatusCode.BadRequest, key: "0x12");
            }

            Assert.Equal("imported", await StatusOf(host, "POST", Import([(3, "right")], ["right"])));
            foreach (var (name, member, usual, body, expected) in settings)
            {
                var path = $"/eth/v1/validator/{{pubkey}}/{name}";
                Assert.Equal(usual, await Value(host, path, key, member));
                await host.Ask("DELETE", path, HttpStatusCode.NoContent, key: key);
                await host.Ask("POST", path, HttpStatusCode.Accepted, body, key);
                Assert.Equal(expected, await Value(host, path, key, member));
            }
        }

        await using var again = await KeymanagerHost.Start(_folder);
        foreach (var (name, member, usual, _, expected) in settings)
        {
            var path = $"/eth/v1/validator/{{pubkey}}/{name}";
            Assert.Equal(expected, await Value(again, path, key, member));
            await again.Ask("DELETE", path, HttpStatusCode.NoContent, key: key);
            Assert.Equal(usual, await Value(again, path, key, member));
        }
    }

    [Theory]
    [InlineData("feerecipient", "{\"ethaddress\": \"0x0000000000000000000000000000000000000000\"}")]
    [InlineData("feerecipient", "{\"ethaddress\": \"0x00\"}")]
    [InlineData("feerecipient", "{}")]
    [InlineData("gas_limit", "{\"gas_limit\": 7}")]
    [InlineData("gas_limit", "{\"gas_limit\": \"0\"}")]
    [InlineData("gas_limit", "{\"gas_limit\": \"1\", \"gas_limit\": \"2\"}")]
    [InlineData("graffiti", "{\"graffiti\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}")]
    [InlineData("builder_config", "{\"builders\": [{\"min_bid\": \"1\"}]}")]
    [InlineData("builder_config", "{\"builders\": [{\"url\": \"https://a\"}, {\"url\": \"https://a\", \"auth_data\": \"0x61\"}]}")]
    public async Task SettingsThatAreNoneAreRefused(string name, string body)
    {
        await using var host = await KeymanagerHost.Start(_folder);
        await host.Ask("POST", Keystores, HttpStatusCode.OK, Import([(3, "right")], ["right"]));
        await host.Ask("POST", $"/eth/v1/validator/{{pubkey}}/{name}", HttpStatusCode.BadRequest, body, $"{KeystoreSamples.Pubkey(3)}");
    }

    [Fact]
    public async Task WhatTheOperatorsFileSaysIsNotTakenBack()
    {
        var pubkey = KeystoreSamples.Pubkey(3);
        var table = ProposerTable.Empty;
        table = table with { Given = table.Given.Add(pubkey, ProposerEntry.None with { GasLimit = 9 }) };
        await using var host = await KeymanagerHost.Start(_folder, table: table);
        await host.Ask("POST", Keystores, HttpStatusCode.OK, Import([(3, "right")], ["right"]));
        await host.Ask("DELETE", "/eth/v1/validator/{pubkey}/gas_limit", HttpStatusCode.Forbidden, key: $"{pubkey}");
    }

    [Fact]
    public async Task AnExitIsSignedInCapellasDomainAndOnlyForAnActiveValidator()
    {
        var state = KeymanagerHost.State;
        await using var host = await KeymanagerHost.Start(_folder);
        await host.Ask("POST", Keystores, HttpStatusCode.OK, Import([(3, "right"), (900, "right")], ["right", "right"]));
        var answer = await host.Ask("POST", Exit, HttpStatusCode.OK, key: $"{KeystoreSamples.Pubkey(3)}", query: "?epoch=2");
        var exit = answer.GetProperty("data");
        var message = new VoluntaryExit { Epoch = 2, ValidatorIndex = 3 };
        Assert.Equal("2", exit.GetProperty("message").GetProperty("epoch").GetString());
        Assert.Equal("3", exit.GetProperty("message").GetProperty("validator_index").GetString());
        var domain = Misc.ComputeDomain(Constants.DomainVoluntaryExit, state.Config.CapellaForkVersion, state.GenesisValidatorsRoot);
        var root = Misc.ComputeSigningRoot(message, domain, state.Ssz);
        Assert.True(BLSSignature.TryParse(exit.GetProperty("signature").GetString()!, out var signature));
        Assert.True(ManagedBls.Shared.Verify(ManagedBls.Shared.Load(KeystoreSamples.Pubkey(3))!, root.AsSpan(), signature));
        await host.Ask("POST", Exit, HttpStatusCode.BadRequest, key: $"{KeystoreSamples.Pubkey(900)}");
        await host.Ask("POST", Exit, HttpStatusCode.BadRequest, key: $"{KeystoreSamples.Pubkey(3)}", query: "?epoch=x");
        await host.Ask("POST", Exit, HttpStatusCode.NotFound, key: $"{KeystoreSamples.Pubkey(4)}");
    }

    [Fact]
    public async Task RemoteKeysAreSignedForByTheirSignerAndOutliveARestart()
    {
        using var secrets = new Interop.Keys.LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(3, 1));
        await using var stub = await Interop.Tests.Keys.Stub.StubSigner.Start(KeymanagerHost.State.Spec, secrets);
        var pubkey = secrets.Pubkeys[0];
        var delete = JsonSerializer.Serialize(new { pubkeys = new[] { $"{pubkey}" } });
        var import = JsonSerializer.Serialize(new { remote_keys = new[] { new { pubkey = $"{pubkey}", url = stub.Url.AbsoluteUri } } });
        await using (var host = await KeymanagerHost.Start(_folder))
        {
            Assert.Equal(["not_found"], Statuses(await host.Ask("DELETE", RemoteKeys, HttpStatusCode.OK, delete)));
            Assert.Equal(["imported"], Statuses(await host.Ask("POST", RemoteKeys, HttpStatusCode.OK, import)));
            Assert.Equal(["duplicate"], Statuses(await host.Ask("POST", RemoteKeys, HttpStatusCode.OK, import)));
            Assert.Equal("duplicate", await StatusOf(host, "POST", Import([(3, "right")], ["right"])));
            Assert.NotNull((await Sign(host, Block(pubkey, 31, 1))).Signature);
            var without = JsonSerializer.Serialize(new { remote_keys = new[] { new { pubkey = $"{KeystoreSamples.Pubkey(4)}" } } });
            Assert.Equal(["error"], Statuses(await host.Ask("POST", RemoteKeys, HttpStatusCode.OK, without)));

            // The definition has no answer for a body that is none.
            var foreign = import.Replace("http:", "ftp:", StringComparison.Ordinal);
            foreach (var none in (string[])["{\"remote_keys\": [{\"url\": \"http://a\"}]}", foreign])
            {
                using var body = new StringContent(none);
                Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.PostAsync(RemoteKeys, body)).StatusCode);
            }
        }

        await using var again = await KeymanagerHost.Start(_folder);
        var listed = (await again.Ask("GET", RemoteKeys, HttpStatusCode.OK)).GetProperty("data")[0];
        Assert.Equal((stub.Url.AbsoluteUri, false), (listed.GetProperty("url").GetString(), listed.GetProperty("readonly").GetBoolean()));
        Assert.NotNull((await Sign(again, Block(pubkey, 32, 1))).Signature);
        Assert.Equal(["deleted"], Statuses(await again.Ask("DELETE", RemoteKeys, HttpStatusCode.OK, delete)));
        Assert.NotNull((await Sign(again, Block(pubkey, 33, 1))).Refusal);
        Assert.Empty((await again.Ask("GET", RemoteKeys, HttpStatusCode.OK)).GetProperty("data").EnumerateArray());
    }

    private static async Task<string?> Value(KeymanagerHost host, string path, string key, string member) =>
        (await host.Ask("GET", path, HttpStatusCode.OK, key: key)).GetProperty("data").GetProperty(member).GetString();

    private static string Interchange(BLSPubkey pubkey, ulong slot) => Encoding.UTF8.GetString(InterchangeJson.Write(
        new Interchange(KeymanagerHost.State.GenesisValidatorsRoot, [new KeyHistory(pubkey, [new SignedBlock(slot, null)], [])])));

    private static async Task<KeysChanged> Hear(KeymanagerHost host)
    {
        var heard = new TaskCompletionSource<KeysChanged>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ear = host.System.ActorOf(Props.Create(() => new Ear(heard)));
        host.System.EventStream.Subscribe(ear, typeof(KeysChanged));
        return await heard.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed class Ear : ReceiveActor
    {
        public Ear(TaskCompletionSource<KeysChanged> heard) => Receive<KeysChanged>(changed => heard.TrySetResult(changed));
    }
}
