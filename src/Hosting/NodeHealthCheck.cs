using Consensoor.Actors.Api;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Consensoor.Hosting;

/// <summary>Answers one probe of the node, with the reason where it is not well.</summary>
internal sealed class NodeHealthCheck(ConsensoorNode node, NodeProbe probe) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(node.Problem(probe) is { } problem
            ? new HealthCheckResult(context.Registration.FailureStatus, problem)
            : HealthCheckResult.Healthy());
}
