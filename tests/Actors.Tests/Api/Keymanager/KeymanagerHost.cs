using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Akka.Actor;
using Consensoor.Actors.Api.Keymanager;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Proposers;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Tests.Pools;
using Consensoor.Actors.Tests.Production;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.Proposers;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Consensoor.Actors.Tests.Api.Keymanager;

/// <summary>
/// The keymanager API over the keys of a data directory, with the actors that it speaks to; answers are judged by the API's definition.
/// Made again on the same directory it is the node after a restart.
/// </summary>
internal sealed class KeymanagerHost : IAsyncDisposable
{
    public const string Token = "a-token-of-more-than-thirty-two-letters";

    private static readonly JsonElement Definition = JsonDocument.Parse(File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Keys", "Vectors", "keymanager.schemas.json"))).RootElement;

    private static readonly JsonSchemas Schemas = new(Definition);

    private readonly ActorSystem _system;
    private readonly ValidatorKeys _keys;
    private readonly SqliteSlashingProtection _protection;
    private readonly WebApplication _app;

    private KeymanagerHost(
        ActorSystem system, ValidatorKeys keys, SqliteSlashingProtection protection, WebApplication app, IActorRef signing)
    {
        (_system, _keys, _protection, _app, Signing) = (system, keys, protection, app, signing);
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(5) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public static BeaconState State { get; } = PoolStates.BaseAt(ForkName.Gloas, 5).State;

    public HttpClient Http { get; }

    public IActorRef Signing { get; }

    public ActorSystem System => _system;

    /// <summary>Starts it on a data directory, with interop keys and settings besides.</summary>
    public static async Task<KeymanagerHost> Start(
        string dataDir, IReadOnlyList<ValidatorKey>? interop = null, string hocon = "", ProposerTable? table = null)
    {
        Directory.CreateDirectory(dataDir);
        var config = NodeConfig.Layered(Akka.Configuration.ConfigurationFactory.ParseString(hocon));
        var consensoor = config.GetConfig("consensoor");
        var options = KeyOptions.From(consensoor).With(dataDir);
        var keys = await ValidatorKeys.Open(options, static path => path, dataDir, TimeProvider.System, CancellationToken.None);
        var ring = await keys.Join(interop ?? [], State.Spec, State, CancellationToken.None);
        var protection = SqliteSlashingProtection.Open(Path.Combine(dataDir, "p.db"), State.GenesisValidatorsRoot);
        var system = ActorSystem.Create("keymanager", config);
        var signing = system.ActorOf(SigningActor.Props(State.Spec, ring, protection));
        var store = FileProposerStore.Open(Path.Combine(dataDir, "proposers.json"), out _)!;
        var proposers = system.ActorOf(
            ProposersActor.Props(table ?? ProposerTable.Empty, store, ActorRefs.Nobody, static _ => 0));
        var chain = system.ActorOf(Props.Create(static () => new Chain()));
        var import = new KeystoreImport(KeyFolder.Of(dataDir), new ScryptMemory(options.MemoryBytes), options.IsLocking);
        var manager = new KeyManager(keys, import, keys.Remotes!, dataDir, signing);
        var file = Path.Combine(dataDir, "token");
        File.WriteAllText(file, Token + "\n");
        var app = KeymanagerApi.Build(
            new IPEndPoint(IPAddress.Loopback, 0),
            HttpLimits.From(consensoor),
            BearerToken.Load(file, dataDir),
            new KeymanagerContext(State.Spec, manager, signing, proposers, chain));
        await app.StartAsync();
        return new KeymanagerHost(system, keys, protection, app, signing);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await _system.Terminate();
        _protection.Dispose();
        _keys.Dispose();
    }

    /// <summary>
    /// Asks; the status must be the one that is expected and one of the operation's, and the body of its form. The path is that of the
    /// definition, with a key where it has one.
    /// </summary>
    public async Task<JsonElement> Ask(
        string method, string path, HttpStatusCode expected, string? body = null, string? key = null, string query = "")
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), path.Replace("{pubkey}", key, StringComparison.Ordinal) + query);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{method} {path}: {response.StatusCode} {text}");
        if (text.Length > 0)
        {
            using var answer = JsonDocument.Parse(text);
            OwnSchemas.CheckKeymanager(method, path, (int)response.StatusCode, answer.RootElement);
        }

        var operation = Definition.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant());
        Assert.True(
            operation.GetProperty("responses").TryGetProperty($"{(int)expected}", out var declared), $"{method} {path} has no {expected}");
        if (declared.TryGetProperty("$ref", out var reference))
        {
            declared = Schemas.Find(reference.GetString()!);
        }

        if (!declared.TryGetProperty("content", out var content))
        {
            Assert.Empty(text);
            return default;
        }

        var json = JsonDocument.Parse(text).RootElement.Clone();
        if ((int)expected >= 400)
        {
            Assert.Equal(JsonValueKind.String, json.GetProperty("message").ValueKind);
        }
        else
        {
            Assert.Null(Schemas.Problem(content.GetProperty("application/json").GetProperty("schema"), json, $"{method} {path}"));
        }

        return json;
    }

    /// <summary>The view of a chain whose head is the state.</summary>
    private sealed class Chain : ReceiveActor
    {
        public Chain() => Receive<GetChainView>(_ => Sender.Tell(new ChainViewChanged(TestViews.On(PoolStates.BaseAt(ForkName.Gloas, 5)))));
    }
}
