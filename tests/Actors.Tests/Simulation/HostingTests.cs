using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Consensoor.Actors.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Consensoor.Actors.Tests.Simulation;

public sealed class HostingTests
{
    [Fact]
    public void ANodeBuiltByAkkaHostingLivesInAWorld()
    {
        using SimulatedWorld world = SimulatedWorld.Create(1);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddAkka("node", akka => akka
            .AddHocon(world.Configure("node", Config.Empty), HoconAddMode.Prepend)
            .WithActors((system, registry) => registry.Register<Clock>(system.ActorOf(Props.Create(() => new Clock(world)), "clock"))));
        using IHost host = builder.Build();
        Task started = world.Invoke(() => host.StartAsync());
        Assert.True(world.RunUntil(() => started.IsCompleted, TimeSpan.FromSeconds(1)));
        world.RunFor(TimeSpan.FromHours(1));
        Assert.Equal(3600, world.Log.Count);
        world.Stop(host.Services.GetRequiredService<ActorSystem>(), TimeSpan.FromSeconds(1));
    }

    private sealed class Clock : ReceiveActor, IWithTimers
    {
        public Clock(SimulatedWorld world) => Receive<string>(_ => world.Record("node", "tick"));

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", TimeSpan.FromSeconds(1));
    }
}
