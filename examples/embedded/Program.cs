using Akka.Hosting;
using Consensoor.Actors.Hosting;
using Consensoor.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

// A devnet of one node in this process, by the settings of appsettings.json; asks it for its health, and ends.
var builder = Host.CreateApplicationBuilder(
    new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
var section = builder.Configuration.GetSection("Consensoor");
builder.Services.AddConsensoorNode(section, static node => node.IsDevnet = true);
using var host = builder.Build();
await host.StartAsync();

var supervisor = await host.Services.GetRequiredService<IRequiredActor<NodeSupervisor>>().GetAsync();
using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{section["run:beacon_api_port"]}/") };
var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == ConsensoorHealth.Live);
Console.WriteLine($"{supervisor.Path} is {health.Status}: {await http.GetStringAsync("eth/v1/node/version")}");
await host.StopAsync();
