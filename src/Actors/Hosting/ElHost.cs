using System.Net;
using System.Security.Cryptography;
using Consensoor.Actors.Cli;
using Consensoor.Actors.Engine.Port;
using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Engine.JsonRpc.Auth;
using Consensoor.Interop.Engine.Server;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.State;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Serilog;

namespace Consensoor.Actors.Hosting;

/// <summary>
/// Runs the embedded execution layer behind the Engine API. It begins with the genesis, and with what it was told before where it keeps
/// that in a file.
/// </summary>
public static class ElHost
{
    /// <summary>Runs until it is cancelled; gives one of <see cref="ExitCodes"/>.</summary>
    public static Task<int> Run(ElOptions options, CancellationToken cancellation) =>
        NodeProcess.Guarded(options.LogLevel, options.Error, cancellation, () => Serve(options, cancellation));

    private static async Task Serve(ElOptions options, CancellationToken cancellation)
    {
        NodeProcess.Warn(options.Warnings);
        var secret = SecretOf(options);
        var spec = RunHost.SpecOf(options.NetworkConfig, options.Preset);
        var state = await NodeProcess.Prepare(() => GenesisOf(options, spec), cancellation);
        var mempool = new EmbeddedMempool(spec.Config);
        var genesis = EmbeddedExecutionLayer.AnchorOf(state);
        using var journal = options.BlocksFile is { } file ? JournalOf(file, genesis) : null;
        var embedded = new EmbeddedExecutionLayer(spec, genesis, mempool)
        {
            Remembered = journal is null ? null : journal.Append,
        };
        embedded.Restore(journal?.Blocks ?? []);
        IExecutionLayer layer = new EmbeddedEngine(embedded);
        var kzg = new ManagedKzg();
        layer = options.Blobs == 0
            ? layer
            : new BlobFeed(layer, mempool, kzg, options.Blobs, RandomNumberGenerator.GetBytes(32));
        using var served = new ServedLayer(layer, spec, state.GenesisTime, kzg);
        var server = new EngineServer(served, secret, options.Forms, ExecutionChoice.Own(CommandLine.Version));
        await using var port = EnginePort.Build(options.Address, server, TimeProvider.System);
        await port.StartAsync(cancellation);
        var address = AddressOf(port);
        Log.Information("{Version} serves the Engine API on {Address} ({Forms})", CommandLine.Version, address, options.Forms);
        await options.Output.WriteLineAsync($"http://{address}");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Rehearsal.BeginEngine(spec, state.GenesisTime, served.ForkAt((ulong)now), options.Forms);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        await port.StopAsync(CancellationToken.None);
    }

    private static string AddressOf(WebApplication port) => port.Services.GetRequiredService<IServer>().Features
        .Get<IServerAddressesFeature>()!.Addresses
        .Select(static address => new Uri(address, UriKind.Absolute).Authority)
        .First(static authority => IPEndPoint.TryParse(authority, out _));

    private static JwtSecret? SecretOf(ElOptions options)
    {
        if (options.JwtSecretFile is { } file)
        {
            return JwtSecret.Load(file, out var problem) ?? throw new NodeStartException($"--jwt-secret: {problem}");
        }

        // Who reaches it could have a node follow any chain.
        if (!IPAddress.IsLoopback(options.Address.Address))
        {
            throw new NodeStartException("--jwt-secret is needed where others than this machine reach the Engine API (--engine-api-host)");
        }

        Log.Warning("no JWT secret is given (--jwt-secret): whoever is on this machine is answered");
        return null;
    }

    private static ExecutionJournal JournalOf(string file, ExecutionBlock genesis) => ExecutionJournal.Open(
        file,
        genesis,
        static why => Log.Warning("--blocks-file is written no more: {Reason}; the blocks from now on are lost with the next start", why),
        out var problem) ?? throw new NodeStartException($"--blocks-file: {problem}");

    private static BeaconState GenesisOf(ElOptions options, ChainSpec spec)
    {
        var file = options.GenesisState ?? throw new NodeStartException("--genesis-state is needed: the chain begins with its payload");
        return SszFiles.Read<BeaconState>(file, spec, spec.ForkAt(Spec.Constants.GenesisEpoch), out var error)
            ?? throw new NodeStartException($"--genesis-state: {error}");
    }
}
