using Akka.Actor;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Hosting.Keys;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Tests.Api.Keymanager;
using Consensoor.Interop.Keys.Keystores;
using Consensoor.Interop.Keys.SlashingProtection;

namespace Consensoor.Actors.Tests.Hosting.Keys;

/// <summary>Who manages keys, over a data directory and a signing that can be held up; made again it is the node after a restart.</summary>
internal sealed class KeyManagerHost : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly ValidatorKeys _keys;

    private KeyManagerHost(ActorSystem system, ValidatorKeys keys, IActorRef signing, HeldUpSigning.Switch with, KeyManager[] managers)
    {
        (_system, _keys, Signing, With) = (system, keys, signing, with);
        (Manager, Hasty) = (managers[0], managers[1]);
    }

    public ValidatorKeys Keys => _keys;

    public IActorRef Signing { get; }

    public HeldUpSigning.Switch With { get; }

    public KeyManager Manager { get; }

    /// <summary>The same, but it waits for no answer that is not there at once.</summary>
    public KeyManager Hasty { get; }

    public static async Task<KeyManagerHost> Start(string dataDir)
    {
        Directory.CreateDirectory(dataDir);
        var (config, state) = (NodeConfig.Layered(), KeymanagerHost.State);
        var options = KeyOptions.From(config.GetConfig("consensoor")).With(dataDir);
        var keys = await ValidatorKeys.Open(options, static path => path, dataDir, TimeProvider.System, CancellationToken.None);
        var ring = await keys.Join([], state.Spec, state, CancellationToken.None);
        var system = ActorSystem.Create("keys", config);
        var signing = system.ActorOf(SigningActor.Props(state.Spec, ring, new InMemorySlashingProtection(state.GenesisValidatorsRoot)));
        var with = new HeldUpSigning.Switch();
        var heldUp = system.ActorOf(Props.Create(() => new HeldUpSigning(signing, with)));
        var import = new KeystoreImport(KeyFolder.Of(dataDir), new ScryptMemory(options.MemoryBytes), options.IsLocking);
        KeyManager Make(TimeSpan deadline) => new(keys, import, keys.Remotes!, dataDir, heldUp) { Deadline = deadline };
        return new KeyManagerHost(
            system, keys, signing, with, [Make(TimeSpan.FromSeconds(60)), Make(TimeSpan.FromMilliseconds(1))]);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _keys.Dispose();
    }
}
