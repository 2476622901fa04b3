using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Consensoor.Hosting;

/// <summary>Adds a node to the services of a host.</summary>
public static class ConsensoorServices
{
    /// <summary>
    /// Adds a node, which starts and stops with the host; one a process. It is given as <see cref="ConsensoorNode"/>, its actors as
    /// <see cref="IRequiredActor{TActor}"/> unless the host has an actor system of its own, its health by checks named and tagged as
    /// <see cref="ConsensoorHealth"/> says.
    /// </summary>
    public static IServiceCollection AddConsensoorNode(this IServiceCollection services, Action<ConsensoorNodeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<ConsensoorNodeOptions>().Configure(configure);
        services.TryAddSingleton<ConsensoorNode>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NodeService>());
        services.TryAddSingleton(typeof(IRequiredActor<>), typeof(NodeActor<>));
        services.AddHealthChecks();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, NodeHealthChecks>());
        return services;
    }

    /// <summary>
    /// Adds a node whose settings are those of a section of configuration (appsettings.json, `Consensoor__run__data-dir` of the
    /// environment, the command line), by the names that HOCON has for them below `consensoor`.
    /// </summary>
    public static IServiceCollection AddConsensoorNode(
        this IServiceCollection services, IConfigurationSection section, Action<ConsensoorNodeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return services.AddConsensoorNode(options =>
        {
            foreach (var (path, value) in SectionReader.Read(section))
            {
                options.Settings[path] = value;
            }

            configure?.Invoke(options);
        });
    }
}
