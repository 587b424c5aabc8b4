"""A broker of one's own for a single machine: mosquitto where it is installed, else amqtt."""
