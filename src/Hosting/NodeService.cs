using Microsoft.Extensions.Hosting;

namespace Consensoor.Hosting;

/// <summary>Starts and stops the node with its host, which ends where the node ends by itself.</summary>
internal sealed class NodeService(ConsensoorNode node, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await node.Start(cancellationToken);
        _ = node.Ended.ContinueWith(
            _ => lifetime.StopApplication(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => node.Stop(cancellationToken);
}
