using Akka.Actor;
using Akka.Hosting;
using Consensoor.Actors.Api;
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
public sealed class ConsensoorNode(IOptions<ConsensoorNodeOptions> options, ILoggerFactory loggers) : IDisposable, IAsyncDisposable
{
    private static ConsensoorNode? _running;

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IHost? _host;
    private volatile IReadOnlyList<ApiContext> _nodes = [];
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

    /// <summary>
    /// Says what is wrong with the node by a probe, as its routes of health do, of a devnet of several with the first that is not well;
    /// null where nothing is. Whoever asks before the node runs is told that it starts, and that alone is no reason to start it anew.
    /// </summary>
    internal string? Problem(NodeProbe probe)
    {
        if (_ended.Task.IsCompleted)
        {
            return _ended.Task.Exception is { } fault ? $"the node has ended: {fault.InnerException!.Message}" : "the node has ended";
        }

        var nodes = _nodes;
        return nodes.Count == 0 && probe != NodeProbe.Live
            ? "the node is starting"
            : nodes.Select(node => NodeHealth.Problem(node, probe)).FirstOrDefault(static problem => problem is not null);
    }

    internal async Task Start(CancellationToken cancellation)
    {
        while (Interlocked.CompareExchange(ref _running, this, null) is { } other)
        {
            if (!other._stop.IsCancellationRequested)
            {
                throw new InvalidOperationException("another node runs in this process");
            }

            // One that was told to end is waited for.
            await Task.WhenAny(other._ended.Task).WaitAsync(cancellation);
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

    /// <summary>Tells the node to end, where that was not done, and does not wait for it; the next one of the process does.</summary>
    public void Dispose() => _stop.Cancel();

    /// <summary>Tells the node to end, where that was not done, and waits for it, whyever it ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Run()
    {
        var former = Log.Logger;
        Exception? fault = null;
        try
        {
            if (!options.Value.KeepsSerilog)
            {
                Log.Logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new LogBridge(loggers, former)).CreateLogger();
            }

            var embedded = new EmbeddedNode(
                options.Value.IsDevnet, new Dictionary<string, string>(options.Value.Settings), options.Value.HoconFile);
            await embedded.Run(Begun, _stop.Token);
        }
        catch (Exception e)
        {
            fault = e;
            throw;
        }
        finally
        {
            if (!options.Value.KeepsSerilog)
            {
                Log.Logger = former;
            }

            Interlocked.Exchange(ref _running, null);
            End(fault);
        }
    }

    private void End(Exception? fault)
    {
        if (fault is null)
        {
            _started.TrySetCanceled();
            _ended.TrySetResult();
            return;
        }

        _started.TrySetException(fault);
        _ended.TrySetException(fault);
    }

    private void Begun(IReadOnlyList<IHost> hosts)
    {
        _host = hosts[0];
        _nodes = [.. hosts.Select(static host => host.Services.GetRequiredService<ApiContext>())];
        _started.TrySetResult();
    }
}
