using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Consensoor.Actors.Engine.Port;

/// <summary>Listens at <see cref="NowhereEndPoint"/>, where no connection ever comes.</summary>
internal sealed class NowhereListener : IConnectionListener, IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public EndPoint EndPoint => NowhereEndPoint.Instance;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is NowhereEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(this);

    /// <inheritdoc/>
    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        new(_unbound.Task.WaitAsync(cancellationToken));

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _unbound.TrySetResult(null);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();
}
