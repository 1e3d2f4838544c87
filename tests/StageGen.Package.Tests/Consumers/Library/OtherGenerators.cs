using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Library
{
    public sealed class Settings
    {
        public double Rate { get; set; }
    }

    [JsonSerializable(typeof(Settings))]
    public sealed partial class SettingsContext : JsonSerializerContext
    {
    }

    public static partial class Words
    {
        [GeneratedRegex("[a-z]+")]
        public static partial Regex Small();
    }

    public static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "step {Step}: loss {Loss}")]
        public static partial void Trained(ILogger logger, int step, double loss);
    }

    /// <summary>Keeps the last line.</summary>
    public sealed class LastLine : ILogger
    {
        public string Text { get; private set; } = "";

        public System.IDisposable BeginScope<TState>(TState state) => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, System.Exception exception, System.Func<TState, System.Exception, string> formatter)
            => Text = formatter(state, exception);
    }
}
