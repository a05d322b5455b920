package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"syscall"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// mark is the value of the label: which process made it. What a process that is gone has left may go, what
// another run is using may not.
var mark = strconv.Itoa(os.Getpid())

// abandoned tells whether the process that made something is this one or has ended.
func abandoned(mark string) bool {
	pid, err := strconv.Atoi(mark)
	return err != nil || pid == os.Getpid() || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

// removeLeftovers removes what an interrupted run left behind, by this package's label, and
// what this run made.
func removeLeftovers(ctx context.Context) error {
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return fmt.Errorf("no Docker Engine: %w", err)
	}
	defer docker.Close()
	ours := client.Filters{}.Add("label", label)
	containers, err := docker.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours})
	if err != nil {
		return fmt.Errorf("listing containers: %w", err)
	}
	var failures []error
	for _, c := range containers.Items {
		if !abandoned(c.Labels[label]) {
			continue
		}
		_, err := docker.ContainerRemove(ctx, c.ID, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
		failures = append(failures, err)
	}
	networks, err := docker.NetworkList(ctx, client.NetworkListOptions{Filters: ours})
	if err != nil {
		return fmt.Errorf("listing networks: %w", err)
	}
	for _, n := range networks.Items {
		if !abandoned(n.Labels[label]) {
			continue
		}
		_, err := docker.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}
