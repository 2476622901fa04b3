using Akka.Actor;
using Akka.Hosting;
using Consensoor.Actors.Hosting.Embedding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Serilog;

namespace Consensoor.Hosting;

/// <summary>
/// A node of this process: its actor system, from when it has started on. One at a time runs in a process, as its log and its metrics are
/// the process's own.
/// </summary>
public sealed class ConsensoorNode(IOptions<ConsensoorNodeOptions> options, ILoggerFactory loggers)
{
    private static int _running;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IHost? _host;
    private Task _run = Task.CompletedTask;

    /// <summary>Completed once the node runs; failed where it could not start.</summary>
    public Task Started => _started.Task;

    /// <summary>Completed once the node has ended, whyever; failed where that was for a fault.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// The actor system of the node, of a devnet of several that of the first; what happens in it is published on its event stream. Throws
    /// InvalidOperationException before the node runs.
    /// </summary>
    public ActorSystem System => (_host ?? throw new InvalidOperationException("the node does not run yet")).Services
        .GetRequiredService<ActorSystem>();

    internal ActorRegistry Registry => ActorRegistry.For(System);

    internal async Task Start(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("another node runs in this process");
        }

        _run = Task.Run(Run, CancellationToken.None);
        await using (cancellation.Register(_stop.Cancel))
        {
            await Task.WhenAny(_started.Task, _run);
        }

        if (!_started.Task.IsCompletedSuccessfully)
        {
            await _run;
            cancellation.ThrowIfCancellationRequested();
        }
    }

    internal async Task Stop(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(cancellation);
    }

    private async Task Run()
    {
        var former = Log.Logger;
        try
        {
            if (!options.Value.KeepsSerilog)
            {
                Log.Logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new LogBridge(loggers)).CreateLogger();
            }

            var embedded = new EmbeddedNode(
                options.Value.IsDevnet, new Dictionary<string, string>(options.Value.Settings), options.Value.HoconFile);
            await embedded.Run(Begun, _stop.Token);
            _started.TrySetCanceled();
            _ended.TrySetResult();
        }
        catch (Exception e)
        {
            _started.TrySetException(e);
            _ended.TrySetException(e);
            throw;
        }
        finally
        {
            Log.Logger = former;
            Interlocked.Exchange(ref _running, 0);
        }
    }

    private void Begun(IReadOnlyList<IHost> hosts)
    {
        _host = hosts[0];
        _started.TrySetResult();
    }
}
