using Consensoor.Actors.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Consensoor.Hosting;

/// <summary>Registers the checks of the node with those of its host.</summary>
internal sealed class NodeHealthChecks : IConfigureOptions<HealthCheckServiceOptions>
{
    /// <inheritdoc/>
    public void Configure(HealthCheckServiceOptions options)
    {
        options.Registrations.Add(Of(ConsensoorHealth.Startup, ConsensoorHealth.StartupTag, NodeProbe.Startup));
        options.Registrations.Add(Of(ConsensoorHealth.Live, ConsensoorHealth.LiveTag, NodeProbe.Live));
        options.Registrations.Add(Of(ConsensoorHealth.Ready, ConsensoorHealth.ReadyTag, NodeProbe.Ready));
    }

    private static HealthCheckRegistration Of(string name, string tag, NodeProbe probe) =>
        new(name, services => new NodeHealthCheck(services.GetRequiredService<ConsensoorNode>(), probe), failureStatus: null, tags: [tag]);
}
